import { endAccessKeys, insertAccessKey } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { credentialOf } from './api-client.ts';
import { type ApiClientRow, notePreviousSecret } from './store.ts';

const HOUR_MS = 3_600_000;

/**
 * Gives the client another secret. The one before works on for `graceHours`, so that a running program can be changed over
 * without a gap; 0 ends it at once.
 * @returns the client and, this once, the new secret.
 * @throws api_client.not_found
 */
export async function rotateSecret(ctx: Context, id: string, graceHours: number): Promise<{ client: ApiClientRow; clientSecret: string }> {
  requireRight(ctx, 'admin');
  const clientSecret = ctx.vault.newToken('vcs_');
  const until = new Date(ctx.clock.now().getTime() + graceHours * HOUR_MS);
  const client = await inTransaction(ctx, async (ctx) => {
    const { db, providerId } = ctx;
    // The row is written first and so held: two rotations at the same moment come one after the other.
    const row = await notePreviousSecret(db, providerId, id, graceHours > 0 ? until : null);
    if (!row) throw problem('api_client.not_found');
    await endAccessKeys(db, providerId, 'api_client', id, until);
    await insertAccessKey(db, { kind: 'api_client', keyHash: ctx.vault.hash('api_client', credentialOf(id, clientSecret)), providerId, subjectId: id });
    await recordEvent(ctx, { type: 'api_client.secret_rotated', data: { apiClientId: id, name: row.name, previousSecretUntil: until } });
    return row;
  });
  return { client, clientSecret };
}
