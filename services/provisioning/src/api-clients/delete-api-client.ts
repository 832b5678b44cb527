import { deleteAccessKeys } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { requireVersion } from '../preconditions.ts';
import type { Credential } from './api-client.ts';
import { holdApiClient } from './hold-api-client.ts';
import { deleteApiClient as deleteRow } from './store.ts';

const keyKinds = ['api_client', 'api_client_id', 'api_key'] as const;

/**
 * Its secret, its keys and every token it holds open nothing from then on.
 * @throws api_client.not_found or api_key.not_found, request.version_outdated, request.version_missing
 */
export async function deleteApiClient(ctx: Context, id: string, credential: Credential = 'client'): Promise<void> {
  requireRight(ctx, 'admin');
  await inTransaction(ctx, async (ctx) => {
    const { db, providerId } = ctx;
    const row = await holdApiClient(ctx, id, credential);
    requireVersion(ctx, row.version);
    await deleteRow(db, providerId, id);
    for (const kind of keyKinds) await deleteAccessKeys(db, providerId, kind, id);
    await recordEvent(ctx, { type: 'api_client.removed', data: { apiClientId: id, name: row.name, credential, scopes: row.scopes } });
  });
}
