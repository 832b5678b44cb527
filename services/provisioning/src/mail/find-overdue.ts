import type { Services } from '../context.ts';
import { withTenant } from '../db/db.ts';
import type { Jobs } from '../jobs/catalog.ts';
import { findOverdue } from './store.ts';

// A mail that has just been queued has its wake-up still on the way.
const GRACE_MS = 5_000;

/** Mails nobody sends although they are due, in all tenants. */
export async function findOverdueMessages({ pool, clock }: Services, limit: number): Promise<Jobs['send-message'][]> {
  const now = clock.now();
  const rows = await withTenant(pool, 'system', (db) => findOverdue(db, new Date(now.getTime() - GRACE_MS), now, limit));
  return rows.map(({ providerId, id }) => ({ providerId, messageId: id }));
}
