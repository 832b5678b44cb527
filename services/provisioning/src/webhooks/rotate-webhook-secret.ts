import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { nameOf, ownSecret } from './create-webhook.ts';
import { type DescribedWebhook, describeWebhook } from './describe-webhooks.ts';
import { holdWebhook } from './load-webhook.ts';
import { publicKeyOf } from './signature.ts';
import { changeWebhook } from './store.ts';

const HOUR_MS = 3_600_000;

/**
 * Gives a webhook another secret and another signing key. For `graceHours` everything is signed with those of before as well, so that
 * a receiver can be changed over without a gap; 0 ends them at once.
 * @returns the webhook and, this once, its secret.
 * @throws webhook.not_found, request.invalid
 */
export async function rotateWebhookSecret(ctx: Context, id: string, { graceHours, secret: given }: { graceHours: number; secret?: string | undefined }): Promise<{ webhook: DescribedWebhook; secret: string }> {
  requireRight(ctx, 'webhooks:write');
  const secret = given === undefined ? ctx.vault.newWebhookSecret() : ownSecret(given);
  const signingKey = ctx.vault.newSigningKey();
  return inTransaction(ctx, async (ctx) => {
    const before = await holdWebhook(ctx, id);
    const stays = graceHours > 0;
    const previousUntil = stays ? new Date(ctx.clock.now().getTime() + graceHours * HOUR_MS) : null;
    const row = await changeWebhook(ctx.db, ctx.providerId, id, {
      secretSealed: ctx.vault.seal(secret, id),
      signingKeySealed: ctx.vault.seal(signingKey, id),
      publicKey: publicKeyOf(signingKey),
      previousSecretSealed: stays ? before.secretSealed : null,
      previousSigningKeySealed: stays ? before.signingKeySealed : null,
      previousUntil,
    });
    if (!row) throw problem('webhook.not_found');
    await recordEvent(ctx, { type: 'webhook.secret_rotated', subject: nameOf(row), data: { webhookId: id, previousUntil: previousUntil?.toISOString() ?? null } });
    return { webhook: await describeWebhook(ctx, row), secret };
  });
}
