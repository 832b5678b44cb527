import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { violatesForeignKey } from '../db/foreign-key.ts';
import { recordEvent } from '../events/record-event.ts';
import { requireVersion } from '../preconditions.ts';
import { problem } from '../problems.ts';
import { deleteCluster as deleteRow, lockCluster } from './store.ts';

/** @throws cluster.not_found, request.version_outdated, request.version_missing, cluster.in_use while a template or its history needs it. */
export async function deleteCluster(ctx: Context, id: string): Promise<void> {
  requireRight(ctx, 'integrations:write');
  await inTransaction(ctx, async (ctx) => {
    const row = await lockCluster(ctx.db, ctx.providerId, id);
    if (!row) throw problem('cluster.not_found');
    requireVersion(ctx, row.version);
    await deleteRow(ctx.db, ctx.providerId, id);
    await recordEvent(ctx, { type: 'cluster.deleted', data: { clusterId: id, name: row.name, xsiUrl: row.xsiUrl } });
  }).catch((error: unknown) => {
    throw violatesForeignKey(error) ? problem('cluster.in_use') : error;
  });
}
