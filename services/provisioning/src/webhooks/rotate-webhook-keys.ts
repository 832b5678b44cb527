import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { nameOf, ownSecret } from './create-webhook.ts';
import { type DescribedWebhook, describeWebhook } from './describe-webhooks.ts';
import { holdWebhook } from './load-webhook.ts';
import { publicKeyOf } from './signature.ts';
import { changeWebhook, type WebhookChanges, type WebhookRow } from './store.ts';

const HOUR_MS = 3_600_000;
type Rotated = { type: 'webhook.secret_rotated' | 'webhook.key_rotated'; graceHours: number };

/**
 * Gives a webhook another secret; its ed25519 key stays. For `graceHours` everything is signed with the one of before as well, so that
 * a receiver can be changed over without a gap; 0 ends it at once.
 * @returns the webhook and, this once, its secret.
 * @throws webhook.not_found, request.invalid
 */
export async function rotateWebhookSecret(ctx: Context, id: string, { graceHours, secret: given }: { graceHours: number; secret?: string | undefined }): Promise<{ webhook: DescribedWebhook; secret: string }> {
  requireRight(ctx, 'webhooks:write');
  const secret = given === undefined ? ctx.vault.newWebhookSecret() : ownSecret(given);
  const webhook = await rotate(ctx, id, { type: 'webhook.secret_rotated', graceHours }, ({ secretSealed }, until) => ({
    secretSealed: ctx.vault.seal(secret, id),
    previousSecretSealed: until && secretSealed,
    previousSecretUntil: until,
  }));
  return { webhook, secret };
}

/** The same for the ed25519 key, of which only the public half is told; the secret stays. @throws webhook.not_found */
export async function rotateWebhookKey(ctx: Context, id: string, { graceHours }: { graceHours: number }): Promise<DescribedWebhook> {
  requireRight(ctx, 'webhooks:write');
  const signingKey = ctx.vault.newSigningKey();
  return rotate(ctx, id, { type: 'webhook.key_rotated', graceHours }, ({ signingKeySealed }, until) => ({
    signingKeySealed: ctx.vault.seal(signingKey, id),
    publicKey: publicKeyOf(signingKey),
    previousSigningKeySealed: until && signingKeySealed,
    previousSigningKeyUntil: until,
  }));
}

/** @param changes gets the webhook as it was, and until when the key of before is signed with; null is not any more. */
function rotate(ctx: Context, id: string, { type, graceHours }: Rotated, changes: (before: WebhookRow, until: Date | null) => WebhookChanges): Promise<DescribedWebhook> {
  return inTransaction(ctx, async (ctx: TxContext) => {
    const until = graceHours > 0 ? new Date(ctx.clock.now().getTime() + graceHours * HOUR_MS) : null;
    const row = await changeWebhook(ctx.db, ctx.providerId, id, changes(await holdWebhook(ctx, id), until));
    if (!row) throw problem('webhook.not_found');
    await recordEvent(ctx, { type, subject: nameOf(row), data: { webhookId: id, previousUntil: until?.toISOString() ?? null } });
    return describeWebhook(ctx, row);
  });
}
