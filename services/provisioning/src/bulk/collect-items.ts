import type { TxContext } from '../context.ts';
import { readTarget, type Target } from '../subscribers/find-target.ts';
import { insertItems } from './items-query.ts';
import { type BulkRow, noteCollected } from './store.ts';

const BATCH = 5_000;

/**
 * Takes the next users into the list of an operation, in the order of their ids. List and progress change together, so
 * that a worker who is killed half-way leaves neither a gap nor a double.
 * @returns the operation as it is then, and whether there is more; null when it no longer runs or another worker has it.
 */
export async function collectBatch(ctx: TxContext, bulk: BulkRow, target: Target): Promise<{ bulk: BulkRow; more: boolean } | null> {
  const users = await readTarget(ctx, target, { after: bulk.lastCollectedId, until: bulk.createdAt, limit: BATCH });
  const last = users.at(-1);
  if (!last) return { bulk, more: false };
  const count = await insertItems(ctx.db, bulk, users.map(({ id, userId }, index) => ({ position: bulk.total + index + 1, subscriberId: id, userId, state: 'waiting' as const })));
  if (!(await noteCollected(ctx.db, bulk, { count, lastId: last.id }))) return null;
  return { bulk: { ...bulk, total: bulk.total + count, lastCollectedId: last.id }, more: users.length === BATCH };
}
