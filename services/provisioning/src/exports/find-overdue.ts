import type { Services } from '../context.ts';
import { withTenant } from '../db/db.ts';
import type { Jobs } from '../jobs/catalog.ts';
import { findOverdue } from './store.ts';

/** Exports nobody works on although they are not finished, in all tenants. */
export async function findOverdueExports({ pool, clock }: Services, limit: number): Promise<Jobs['make-export'][]> {
  const rows = await withTenant(pool, 'system', (db) => findOverdue(db, clock.now(), limit));
  return rows.map(({ providerId, id }) => ({ providerId, exportId: id }));
}
