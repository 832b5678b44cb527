import type { Context } from '../context.ts';
import { withTenant } from '../db/db.ts';
import { listProviderIds } from './store.ts';

/** Ids of all tenants there are, at most `limit`; for what happens before anybody is known. */
export async function findProviderIds({ pool }: Pick<Context, 'pool'>, limit: number): Promise<string[]> {
  return withTenant(pool, 'system', (db) => listProviderIds(db, limit));
}
