import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { fold } from '../../../services/provisioning/src/subscribers/fold.ts';
import { domains, firstNames, lastNames } from './names.ts';

export const CUSTOMERS = 20_000;
export const TEMPLATES = 5;

/** Seconds each part of the making took. */
export type Generated = { rows: number; insertSeconds: number; indexSeconds: number };

/**
 * Fills a provider with templates, customers and `rows` subscribers: 92 % provisioned, some customers large and most small.
 * The database makes the rows; their indexes are built afterwards, which is several times faster.
 * @param databaseUrl of the owner, who is not held by row-level security.
 */
export async function generate(databaseUrl: string, providerId: string, rows: number): Promise<Generated> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'vestibule-bench' });
  await client.connect();
  try {
    await client.query(`set synchronous_commit = off; set maintenance_work_mem = '512MB'; set app.provider_id = '${providerId}'`);
    await insertSurroundings(client, providerId);
    const indexes = await dropIndexes(client);
    const began = performance.now();
    await insertSubscribers(client, providerId, rows);
    const inserted = performance.now();
    for (const index of indexes) await client.query(index);
    await client.query('vacuum (analyze) subscribers');
    await client.query('vacuum (analyze) customers');
    await client.query('checkpoint');
    return { rows, insertSeconds: (inserted - began) / 1000, indexSeconds: (performance.now() - inserted) / 1000 };
  } finally {
    await client.end();
  }
}

/** The lists open none of what is sealed here, so it holds nothing. */
async function insertSurroundings(client: pg.Client, providerId: string): Promise<void> {
  const [cluster, connector] = [randomUUID(), randomUUID()];
  await client.query(`insert into clusters (provider_id, id, name, xsi_url, created_at) values ($1, $2, 'Bench', 'http://127.0.0.1:9', now())`, [providerId, cluster]);
  await client.query(`insert into connectors (provider_id, id, name, kind, settings, created_at) values ($1, $2, 'Bench', 'none', '{"kind":"none"}', now())`, [providerId, connector]);
  await client.query(
    `insert into templates (provider_id, id, name, cluster_id, connector_id, default_package, untrusted_emails, share_key_sealed, adapter_key, adapter_account, adapter_password_sealed, language, sender_name, look, downloads, max_tries, created_at, updated_at)
     select $1, uuidv7(), 'Template ' || i, $2, $3, 'basic', true, '', 'bench-' || i, 'bench', '', 'en', 'Bench', '{}', '[]', 3, now(), now() from generate_series(1, $4::int) i`,
    [providerId, cluster, connector, TEMPLATES],
  );
  await client.query(
    `insert into customers (provider_id, id, sp_enterprise_id, name, template_id, created_at)
     select $1, uuidv7(), 'SP' || (i % 40) || '+group' || i, 'group' || i, t.id, now()
     from generate_series(1, $2::int) i join (select id, row_number() over (order by name) as n from templates where provider_id = $1) t on t.n = 1 + i % ${TEMPLATES}`,
    [providerId, CUSTOMERS],
  );
}

/** @returns the statements that build them again. */
async function dropIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i where i.indrelid = 'subscribers'::regclass and not i.indisprimary`,
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  return rows.map(({ definition }) => definition);
}

/** A part of a thousand rows for each status, after what a provider in the middle of a migration looks like. */
const STATUS = `case when r < 920 then 'provisioned' when r < 950 then 'pending_email_input' when r < 962 then 'pending_email_validation' when r < 967 then 'pending_user_migration'
  when r < 972 then 'provisioning' when r < 974 then 'updating' else 'error' end`;
const CAUSES = ['cloud.email_in_use_elsewhere', 'cloud.conflicting_service', 'cloud.region_mismatch'];

/** Everything about a row follows from its number, so that two runs have the same data but for the ids. */
async function insertSubscribers(client: pg.Client, providerId: string, rows: number): Promise<void> {
  const chance = (seed: number, sides: number | string) => `((hashint8extended(i, ${seed}) & 2147483647) % ${sides})::int`;
  await client.query(
    `insert into subscribers (provider_id, id, template_id, customer_id, cluster_id, user_id, sp_enterprise_id, first_name, last_name, name_folded, search_folded, email, email_confirmed_at,
       primary_phone_number, extension, package, status, reason, errors, self_activated, created_at, last_status_change)
     select $1, subscriber.id, c.template_id, c.id, c.cluster_id, user_id, c.sp_enterprise_id, first, last, folded, user_id || ' ' || folded || ' ' || coalesce(email, '') || ' ' || substr(right(subscriber.id::text, 8), 1, 4) || '-' || right(subscriber.id::text, 4),
       email, case when status = 'provisioned' then created end, '555' || lpad(i::text, 7, '0'), lpad((i % 10000)::text, 4, '0'), package, status,
       case status when 'pending_email_input' then 'waiting_for_email' when 'pending_email_validation' then 'waiting_for_code' when 'error' then cause end,
       case when status = 'error' then jsonb_build_array(jsonb_build_object('errorCode', 4000, 'code', cause, 'description', 'The address belongs to another organization.', 'trackingId', 'BENCH_' || i)) else '[]' end,
       status = 'provisioned', created, created + (${chance(7, 5_000_000)} || ' seconds')::interval
     from (
       select i, uuidv7((created - now())) as id, created, first, last, folded,
         translate(folded, ' ', '.') || i || '@sp' || i % 40 || '.example' as user_id,
         case when (r < 920 or r >= 950) and g < 97 then translate(folded, ' ', '.') || i || '@' || ($5::text[])[1 + ${chance(5, domains.length)}] end as email,
         ${STATUS} as status, ($8::text[])[1 + ${chance(6, CAUSES.length)}] as cause, n,
         case when p < 15 then 'softphone' when p < 70 then 'basic' when p < 98 then 'standard' else 'premium' end as package
       from (
         select i, date_trunc('milliseconds', now() - ((${rows} - i) * 30 + 6000000) * interval '1 second') as created,
           ($2::text[])[f] as first, ($3::text[])[l] as last, ($6::text[])[f] || ' ' || ($7::text[])[l] as folded, r, p, g, n
         from (
           select i, 1 + least(${chance(1, firstNames.length)}, ${chance(2, firstNames.length)}) as f, 1 + least(${chance(3, lastNames.length)}, ${chance(4, lastNames.length)}) as l,
             ${chance(8, 1000)} as r, ${chance(9, 100)} as p, ${chance(11, 100)} as g, 1 + floor(${CUSTOMERS} * power(${chance(10, 1_000_000)} / 1000000.0, 2))::int as n
           from generate_series(1, $4::int) i
         ) dice
       ) person
     ) subscriber
     join (select c.*, t.cluster_id, row_number() over (order by c.sp_enterprise_id) as number from customers c join templates t on t.provider_id = c.provider_id and t.id = c.template_id where c.provider_id = $1) c on c.number = n`,
    [providerId, firstNames, lastNames, rows, domains, firstNames.map(fold), lastNames.map(fold), CAUSES],
  );
}
