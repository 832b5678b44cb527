import { deleteAccessKeys, endAccessKeys, insertAccessKey } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { refuseOutdated, requireVersion } from '../preconditions.ts';
import { problem } from '../problems.ts';
import { credentialOf } from './api-client.ts';
import { holdApiClient } from './hold-api-client.ts';
import { type ApiClientRow, changeApiClient } from './store.ts';

const HOUR_MS = 3_600_000;

/**
 * Gives the client another secret, or one when it had none. The one before works on for `graceHours`, so that a running program can be
 * changed over without a gap; 0 ends it at once.
 * @returns the client and, this once, the new secret.
 * @throws api_client.not_found, request.version_outdated
 */
export async function rotateSecret(ctx: Context, id: string, graceHours: number): Promise<{ client: ApiClientRow; clientSecret: string }> {
  requireRight(ctx, 'admin');
  const clientSecret = ctx.vault.newToken('vcs_');
  const until = new Date(ctx.clock.now().getTime() + graceHours * HOUR_MS);
  const client = await inTransaction(ctx, async (ctx) => {
    const { db, providerId } = ctx;
    // Held, so that two rotations at the same moment come one after the other.
    const before = await holdApiClient(ctx, id);
    refuseOutdated(ctx, before.version);
    const previousSecretUntil = before.hasSecret && graceHours > 0 ? until : null;
    await endAccessKeys(db, providerId, 'api_client', id, until);
    await insertAccessKey(db, { kind: 'api_client', keyHash: ctx.vault.hash('api_client', credentialOf(id, clientSecret)), providerId, subjectId: id });
    await recordEvent(ctx, { type: 'api_client.secret_rotated', data: { apiClientId: id, name: before.name, previousSecretUntil } });
    return changeApiClient(db, providerId, id, { hasSecret: true, previousSecretUntil });
  });
  return { client, clientSecret };
}

/**
 * Takes the secret away at once, and the one before it: from then on the client proves itself with its keys only.
 * @throws api_client.not_found, request.version_outdated, request.version_missing, api_client.only_way_in when it has no key
 */
export async function removeSecret(ctx: Context, id: string): Promise<void> {
  requireRight(ctx, 'admin');
  await inTransaction(ctx, async (ctx) => {
    const { db, providerId } = ctx;
    const before = await holdApiClient(ctx, id);
    requireVersion(ctx, before.version);
    if (before.keys.length === 0) throw problem('api_client.only_way_in');
    if (!before.hasSecret) return;
    await deleteAccessKeys(db, providerId, 'api_client', id);
    await changeApiClient(db, providerId, id, { hasSecret: false, previousSecretUntil: null });
    await recordEvent(ctx, { type: 'api_client.secret_removed', data: { apiClientId: id, name: before.name } });
  });
}
