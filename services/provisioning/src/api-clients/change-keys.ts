import { calculateJwkThumbprint } from 'jose';
import { claimAccessKey } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { refuseOutdated, requireVersion } from '../preconditions.ts';
import { problem } from '../problems.ts';
import { MOST_KEYS, publicKeyFrom } from './api-client.ts';
import { type ApiClientRow, changeKeys, lockApiClient } from './store.ts';

/**
 * Adds a public key with which the client may prove itself (private_key_jwt). One that is there already stays as it is.
 * @param publicKey PEM, or a JWK in JSON.
 * @throws api_client.not_found, api_client.too_many_keys, request.invalid, request.version_outdated
 */
export async function addClientKey(ctx: Context, id: string, publicKey: string): Promise<ApiClientRow> {
  requireRight(ctx, 'admin');
  const { jwk, kind } = publicKeyFrom(publicKey);
  const keyId = await calculateJwkThumbprint(jwk);
  return inTransaction(ctx, async (ctx) => {
    const { db, providerId, vault } = ctx;
    const row = await hold(ctx, id);
    refuseOutdated(ctx, row.version);
    if (row.keys.some((known) => known.id === keyId)) return row;
    if (row.keys.length >= MOST_KEYS) throw problem('api_client.too_many_keys');
    // An assertion names nobody but the client, so that the client's id must lead to its provider.
    await claimAccessKey(db, { kind: 'api_client_id', keyHash: vault.hash('api_client_id', id), providerId, subjectId: id });
    await recordEvent(ctx, { type: 'api_client.key_added', data: { apiClientId: id, name: row.name, keyId, keyKind: kind } });
    return changeKeys(db, providerId, id, [...row.keys, { id: keyId, kind, jwk, addedAt: ctx.clock.now().toISOString() }]);
  });
}

/** What the key has signed proves nothing from then on. @throws api_client.not_found, api_client.key_not_found, request.version_outdated, request.version_missing */
export async function removeClientKey(ctx: Context, id: string, keyId: string): Promise<void> {
  requireRight(ctx, 'admin');
  await inTransaction(ctx, async (ctx) => {
    const row = await hold(ctx, id);
    if (!row.keys.some((key) => key.id === keyId)) throw problem('api_client.key_not_found');
    requireVersion(ctx, row.version);
    await changeKeys(ctx.db, ctx.providerId, id, row.keys.filter((key) => key.id !== keyId));
    await recordEvent(ctx, { type: 'api_client.key_removed', data: { apiClientId: id, name: row.name, keyId } });
  });
}

async function hold(ctx: TxContext, id: string): Promise<ApiClientRow> {
  const row = await lockApiClient(ctx.db, ctx.providerId, id, 'client');
  if (!row) throw problem('api_client.not_found');
  return row;
}
