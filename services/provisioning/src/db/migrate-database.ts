import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { installQueues } from '../jobs/boss.ts';

const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url));
const LOCK = 7_210_411;

/**
 * Brings a database to this version: migrations, queues, rights. Safe to run from several processes at once and any number of times.
 * @param databaseUrl of the owner; needs the right to create roles on the first run.
 */
export async function migrateDatabase(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'vestibule-migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await migrate(drizzle(client), { migrationsFolder });
    await installQueues(databaseUrl);
    await grantRights(client);
  } finally {
    await client.end();
  }
}

/**
 * Every table of a tenant is closed even to its owner, and the two roles get what they need and no more.
 * Written over the catalogue, not over a list, so that a new table cannot be forgotten.
 */
async function grantRights(client: pg.Client): Promise<void> {
  await client.query(`
    do $$
    declare
      tab record;
    begin
      for tab in select oid::regclass as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relrowsecurity loop
        execute format('alter table %s force row level security', tab.name);
      end loop;
    end $$;
    grant usage on schema public to vestibule_app, vestibule_system;
    grant select, insert, update, delete on all tables in schema public to vestibule_app;
    revoke update, delete on events, event_links from vestibule_app;
    revoke delete on event_heads from vestibule_app;
    grant select on providers, operations, messages, subscribers, event_arrivals, tally_marks, bulk_operations, exports, events, drift_rounds to vestibule_system;
    grant select (provider_id, id, settle_at) on scim_users to vestibule_system;
    grant select (provider_id, number) on event_heads to vestibule_system;
    grant select (provider_id, id, state, cursor, is_full, replay_to, due_at, lease_until) on webhook_endpoints to vestibule_system;
    grant select (provider_id, created_at) on webhook_deliveries to vestibule_system;
    grant select (provider_id, id, reminders, deleted_at) on templates to vestibule_system;
    grant select (provider_id, key_hash, expires_at) on idempotency_keys to vestibule_system;
    grant select (provider_id, expires_at) on spent_token_ids to vestibule_system;
    grant usage on schema pgboss to vestibule_app, vestibule_system;
    grant select, insert on all tables in schema pgboss to vestibule_app, vestibule_system;
  `);
}
