import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';

/** A transaction in which role and tenant are set. There is no other way to reach the tables. */
export type Db = NodePgDatabase<Record<string, never>>;
export type Pool = pg.Pool;

/** Who a transaction works for: one provider, nobody yet (only what belongs to no tenant is readable, such as `access_keys`), or the cross-tenant sweeper. */
export type Tenant = { providerId: string } | 'none' | 'system';

export function createPool(databaseUrl: string, options: { max?: number; onError?: (error: Error) => void } = {}): Pool {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: options.max ?? 20, application_name: 'vestibule' });
  // A connection that breaks while idle must not end the process; the pool opens another.
  pool.on('error', (error) => options.onError?.(error));
  return pool;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** One round trip: begin, give up the owner's rights, name the tenant. */
function opening(tenant: Tenant): string {
  const role = tenant === 'system' ? 'vestibule_system' : 'vestibule_app';
  const providerId = typeof tenant === 'object' ? tenant.providerId : '';
  if (providerId && !UUID.test(providerId)) throw new Error('a provider id must be a UUID');
  return `begin; select set_config('role', '${role}', true), set_config('app.provider_id', '${providerId}', true)`;
}

/**
 * Runs `work` in one transaction as the restricted role, seeing only the tenant's rows.
 * Commits when it returns, rolls back when it throws.
 */
export async function withTenant<T>(pool: Pool, tenant: Tenant, work: (db: Db, client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const state = { over: false };
  let broken: Error | undefined;
  try {
    await client.query(opening(tenant));
    const result = await work(drizzle(whileOpen(client, state)), client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((rollbackError: Error) => (broken = rollbackError));
    throw error;
  } finally {
    state.over = true;
    client.release(broken);
  }
}

/** The connection for as long as the transaction lasts: afterwards it is somebody else's, with another tenant's rights. */
function whileOpen(client: pg.PoolClient, state: { readonly over: boolean }): pg.PoolClient {
  const query = (...given: unknown[]): unknown => {
    if (state.over) throw new Error('a query came after the end of its transaction');
    return Reflect.apply(client.query, client, given);
  };
  return new Proxy(client, { get: (target, name) => (name === 'query' ? query : Reflect.get(target, name, target)) });
}

/** True when `error` is PostgreSQL's refusal of a second row for the named unique index. */
export function violatesUnique(error: unknown, index: string): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof pg.DatabaseError && cause.code === '23505' && cause.constraint === index;
}
