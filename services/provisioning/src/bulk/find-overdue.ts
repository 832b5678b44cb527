import type { Services } from '../context.ts';
import { withTenant } from '../db/db.ts';
import type { Jobs } from '../jobs/catalog.ts';
import { findOverdue } from './store.ts';

/** Bulk operations nobody works on although they are due, in all tenants. */
export async function findOverdueBulkOperations({ pool, clock }: Services, limit: number): Promise<Jobs['run-bulk-operation'][]> {
  const rows = await withTenant(pool, 'system', (db) => findOverdue(db, clock.now(), limit));
  return rows.map(({ providerId, id }) => ({ providerId, bulkOperationId: id }));
}
