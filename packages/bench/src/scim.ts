import { parseArgs } from 'node:util';
import type pg from 'pg';
import { generate } from './generate.ts';
import { throughput, timing } from './measure.ts';
import { loadNow, publish, withProduct } from './own-run.ts';
import type { Product } from './product.ts';
import { markdownTable, scimHeading } from './report.ts';

// What an identity system waits for, on a template with many users: printed, or written into docs/BENCHMARKS.md with --write.
const { values } = parseArgs({ options: { rows: { type: 'string', default: '100000' }, write: { type: 'boolean', default: false } } });
const rows = Number(values.rows);

/** `expected`: the status that is the right answer. */
type Call = { name: string; method: string; path: () => string; body?: () => object; expected: number };
let made = 0;
const someone = () => 1 + Math.floor(Math.random() * rows);
const idOf = (n: number) => `01890000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const list = (name: string, query: () => Record<string, string>, expected = 200): Call => ({ name, method: 'GET', path: () => `/Users?${new URLSearchParams(query()).toString()}`, expected });
const change = (name: string, value: () => object): Call => ({ name, method: 'PATCH', path: () => `/Users/${idOf(someone())}`, body: () => ({ Operations: [{ op: 'Replace', value: value() }] }), expected: 200 });

const calls = (cursor: string): Call[] => [
  { name: 'create', method: 'POST', path: () => '/Users', expected: 201, body: () => ({ userName: `new${++made}@bench.example`, externalId: `new${made}`, name: { givenName: 'Ana', familyName: `Díaz ${made}` }, emails: [{ value: `new${made}@bench.example`, type: 'work', primary: true }], phoneNumbers: [{ value: '5550100', type: 'work' }], active: true }) },
  { name: 'read by id', method: 'GET', path: () => `/Users/${idOf(someone())}`, expected: 200 },
  list('find by userName eq', () => ({ filter: `userName eq "u${someone()}@bench.example"` })),
  list('find by emails[type eq "work"].value eq', () => ({ filter: `emails[type eq "work"].value eq "u${someone()}@bench.example"` })),
  change('patch a name', () => ({ 'name.familyName': `Berg ${++made}` })),
  change('patch what stays as it is', () => ({ timezone: 'Europe/Paris' })),
  list('list, 100 of the first page', () => ({ count: '100' })),
  list('list, 100 from number 50,000', () => ({ startIndex: '50000', count: '100' })),
  list('list, 100 by cursor', () => ({ cursor, count: '100' })),
  list('list by meta.lastModified, descending', () => ({ sortBy: 'meta.lastModified', sortOrder: 'descending', count: '100' })),
  // Reading more than a thousand is allowed sixty times a minute, which is no measure.
  list('userName sw and displayName co, 111 candidates', () => ({ filter: 'userName sw "u123" and displayName co "7"', count: '10' })),
  list('displayName co: refused as tooMany', () => ({ filter: 'displayName co "77"' }), 400),
];

/** So many users of one template, as the database alone can make them. */
async function fill(client: pg.Client, providerId: string, templateId: string): Promise<void> {
  const scim = `select $1::uuid, ('01890000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as id, $2::uuid, 'u' || n || '@bench.example' as login, n from generate_series(1, $3::int) n`;
  await client.query(
    `insert into scim_users (provider_id, id, template_id, user_name, external_id, user_id, sp_enterprise_id, document, owned, active, created_at, updated_at)
     select $1, id, $2, login, 'ext' || n, login, 'SP1+group1', jsonb_build_object('userName', login, 'externalId', 'ext' || n, 'displayName', 'User ' || n, 'timezone', 'Europe/Paris', 'name', jsonb_build_object('givenName', 'Ana', 'familyName', 'Díaz'), 'emails', jsonb_build_array(jsonb_build_object('value', login, 'type', 'work', 'primary', true))),
       '["firstName", "lastName"]', true, now() - n * interval '1 second', now() - n * interval '1 second' from (${scim}) made`,
    [providerId, templateId, rows],
  );
  await client.query(`insert into scim_emails (provider_id, scim_user_id, value, type, template_id) select $1, id, login, 'work', $2 from (${scim}) made`, [providerId, templateId, rows]);
  await client.query(
    `insert into subscribers (provider_id, id, template_id, customer_id, cluster_id, user_id, sp_enterprise_id, first_name, last_name, name_folded, search_folded, primary_phone_number, timezone, package, status, reason, errors, created_at, last_status_change)
     select $1, made.id, $2, c.id, t.cluster_id, login, c.sp_enterprise_id, 'Ana', 'Díaz', 'ana diaz', login || ' ana diaz', '5550100', 'Europe/Paris', 'basic', 'pending_email_input', 'waiting_for_email', '[]', now(), now()
     from (${scim}) made, templates t, lateral (select id, sp_enterprise_id from customers where provider_id = $1 and template_id = $2 order by id limit 1) c where t.provider_id = $1 and t.id = $2`,
    [providerId, templateId, rows],
  );
  for (const table of ['scim_users', 'scim_emails', 'subscribers']) await client.query(`vacuum (analyze) ${table}`);
  await client.query('checkpoint');
}

async function newToken({ url, cookie }: Product, templateId: string, spEnterpriseId: string): Promise<string> {
  const answer = await fetch(`${url}/v1/templates/${templateId}/scim/token`, { method: 'POST', headers: { cookie, origin: url, 'content-type': 'application/json', 'idempotency-key': 'bench' }, body: JSON.stringify({ spEnterpriseId }) });
  if (!answer.ok) throw new Error(`the token was answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { bearerToken: string }).bearerToken;
}

async function measure(client: pg.Client, url: string, token: string): Promise<string[][]> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
  const ask = async ({ method, path, body, expected }: Pick<Call, 'method' | 'path' | 'body' | 'expected'>): Promise<unknown> => {
    const answer = await fetch(`${url}/scim/v2${path()}`, { method, headers, ...(body && { body: JSON.stringify(body()) }) });
    const text = await answer.text();
    if (answer.status !== expected) throw new Error(`${method} ${path()} was answered ${answer.status}: ${text}`);
    return JSON.parse(text);
  };
  const first = (await ask({ method: 'GET', path: () => '/Users?cursor=&count=100', expected: 200 })) as { nextCursor: string };
  const lines: string[][] = [];
  for (const call of calls(first.nextCursor)) {
    process.stderr.write(`${call.name}\n`);
    // What is measured is the work, not how often it may be asked for.
    await client.query('truncate rate_limits');
    const one = await timing(() => ask(call), { budgetMs: 3_000, most: 200 });
    await client.query('truncate rate_limits');
    const many = await throughput(() => ask(call), 16, 2_000);
    lines.push([call.name, one.p50.toFixed(1), one.p95.toFixed(1), String(Math.round(one.perSecond)), String(Math.round(many))]);
  }
  return lines;
}

async function prepare({ client, databaseUrl, providerId }: { client: pg.Client; databaseUrl: string; providerId: string }): Promise<{ id: string; customer: string }> {
  await generate(databaseUrl, providerId, 0);
  const { rows: [template] } = await client.query<{ id: string; customer: string }>('select t.id, c.sp_enterprise_id as customer from templates t join customers c on c.provider_id = t.provider_id and c.template_id = t.id where t.provider_id = $1 order by t.name, c.id limit 1', [providerId]);
  if (!template) throw new Error('there is no template');
  await fill(client, providerId, template.id);
  return template;
}

const load = loadNow();
await withProduct(prepare, async ({ client, product, filled: template }) => {
  const lines = await measure(client, product.url, await newToken(product, template.id, template.customer));
  publish(scimHeading, `${scimHeading}

\`npm run bench scim\` asks a template with ${rows.toLocaleString('en')} users over HTTP as an identity system does, with its token; milliseconds, requests a second by one asker, and by 16 at once. A limit of
1,200 calls a minute and template stands before this, and was lifted to measure. ${load}. A created user has the subscriber, the events and the search of every other.

${markdownTable(['', 'p50', 'p95', 'req/s × 1', '× 16'], lines)}
`, values.write);
});
