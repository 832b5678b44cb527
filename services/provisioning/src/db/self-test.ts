import { randomUUID } from 'node:crypto';
import type { Pool } from './db.ts';

export class IsolationBroken extends Error {}

/**
 * Proves, on the running database, that one provider cannot read another's rows; leaves nothing behind.
 * A policy that exists but does not bite (the service connected as a superuser without giving the right up, a table not closed
 * to its owner) looks fine until somebody sees foreign data: so we try to.
 * @throws IsolationBroken when a foreign row, or any row without a tenant, is readable.
 */
export async function proveIsolation(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    const open = await client.query<{ name: string }>(`
      select c.relname as name from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity)
        and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'provider_id') and c.relname <> 'access_keys'`);
    if (open.rows.length > 0) throw new IsolationBroken(`tables not closed by row-level security: ${open.rows.map((row) => row.name).join(', ')}`);

    const [ours, theirs] = [randomUUID(), randomUUID()];
    const visible = async (providerId: string) => {
      await client.query(`select set_config('app.provider_id', $1, true)`, [providerId]);
      const found = await client.query('select 1 from providers where id = $1', [theirs]);
      return found.rows.length > 0;
    };
    await client.query(`begin; select set_config('role', 'vestibule_app', true), set_config('app.provider_id', '${theirs}', true)`);
    await client.query(`insert into providers (id, name, created_at) values ($1, 'isolation self-test', now())`, [theirs]);
    if (!(await visible(theirs))) throw new IsolationBroken('a provider cannot read its own rows');
    if (await visible(ours)) throw new IsolationBroken('a provider can read another provider\'s rows');
    if (await visible('')) throw new IsolationBroken('rows are readable without a provider');
  } finally {
    await client.query('rollback').catch(() => undefined);
    client.release();
  }
}
