import { deleteAccessKeys } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { deleteApiClient as deleteRow } from './store.ts';

/** Its secret and every token it holds open nothing from then on. @throws api_client.not_found */
export async function deleteApiClient(ctx: Context, id: string): Promise<void> {
  requireRight(ctx, 'admin');
  await inTransaction(ctx, async (ctx) => {
    const { db, providerId } = ctx;
    const row = await deleteRow(db, providerId, id);
    if (!row) throw problem('api_client.not_found');
    await deleteAccessKeys(db, providerId, 'api_client', id);
    await deleteAccessKeys(db, providerId, 'access_token', id);
    await recordEvent(ctx, { type: 'api_client.removed', data: { apiClientId: id, name: row.name, scopes: row.scopes } });
  });
}
