import { claimAccessKey } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { refuseOutdated, requireVersion } from '../preconditions.ts';
import { problem } from '../problems.ts';
import { MOST_KEYS } from './client-key.ts';
import { holdApiClient } from './hold-api-client.ts';
import { readClientKey } from './read-client-key.ts';
import { type ApiClientRow, changeApiClient } from './store.ts';

/**
 * Adds a public key with which the client may prove itself (private_key_jwt). One that is there already stays as it is.
 * @param input `publicKey` is PEM, or a JWK in JSON; the key called `replaces` goes at the same moment.
 * @throws api_client.not_found, api_client.key_not_found, api_client.too_many_keys, request.invalid, request.version_outdated
 */
export async function addClientKey(ctx: Context, id: string, { publicKey, replaces }: { publicKey: string; replaces?: string }): Promise<ApiClientRow> {
  requireRight(ctx, 'admin');
  const key = await readClientKey(publicKey, ctx.clock.now());
  return inTransaction(ctx, async (ctx) => {
    const { db, providerId, vault } = ctx;
    const { keys, name, version, ...row } = await holdApiClient(ctx, id);
    refuseOutdated(ctx, version);
    if (replaces !== undefined && !keys.some((known) => known.id === replaces)) throw problem('api_client.key_not_found');
    const others = keys.filter((known) => known.id !== replaces && known.id !== key.id);
    const known = keys.find((known) => known.id === key.id);
    if (known && (replaces === undefined || replaces === key.id)) return { keys, name, version, ...row };
    if (others.length >= MOST_KEYS) throw problem('api_client.too_many_keys');
    // An assertion names nobody but the client, so that the client's id must lead to its provider.
    await claimAccessKey(db, { kind: 'api_client_id', keyHash: vault.hash('api_client_id', id), providerId, subjectId: id });
    const told = { apiClientId: id, name };
    if (replaces !== undefined) await recordEvent(ctx, { type: 'api_client.key_removed', data: { ...told, keyId: replaces } });
    if (!known) await recordEvent(ctx, { type: 'api_client.key_added', data: { ...told, keyId: key.id, keyKind: key.kind } });
    return changeApiClient(db, providerId, id, { keys: [...others, known ?? key] });
  });
}

/**
 * What the key has signed proves nothing from then on.
 * @throws api_client.not_found, api_client.key_not_found, request.version_outdated, request.version_missing, api_client.only_way_in
 */
export async function removeClientKey(ctx: Context, id: string, keyId: string): Promise<void> {
  requireRight(ctx, 'admin');
  await inTransaction(ctx, async (ctx) => {
    const row = await holdApiClient(ctx, id);
    const left = row.keys.filter((key) => key.id !== keyId);
    if (left.length === row.keys.length) throw problem('api_client.key_not_found');
    requireVersion(ctx, row.version);
    if (left.length === 0 && !row.hasSecret) throw problem('api_client.only_way_in');
    await changeApiClient(ctx.db, ctx.providerId, id, { keys: left });
    await recordEvent(ctx, { type: 'api_client.key_removed', data: { apiClientId: id, name: row.name, keyId } });
  });
}
