import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { violatesForeignKey } from '../db/foreign-key.ts';
import { recordEvent } from '../events/record-event.ts';
import { requireVersion } from '../preconditions.ts';
import { problem } from '../problems.ts';
import { deleteConnector as deleteRow, lockConnector } from './store.ts';

/** @throws connector.not_found, request.version_outdated, request.version_missing, connector.in_use while a template or its history needs it. */
export async function deleteConnector(ctx: Context, id: string): Promise<void> {
  requireRight(ctx, 'integrations:write');
  await inTransaction(ctx, async (ctx) => {
    const row = await lockConnector(ctx.db, ctx.providerId, id);
    if (!row) throw problem('connector.not_found');
    requireVersion(ctx, row.version);
    await deleteRow(ctx.db, ctx.providerId, id);
    await recordEvent(ctx, { type: 'connector.deleted', data: { connectorId: id, name: row.name, ...row.settings } });
  }).catch((error: unknown) => {
    throw violatesForeignKey(error) ? problem('connector.in_use') : error;
  });
}
