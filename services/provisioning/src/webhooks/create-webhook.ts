import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { readEnds } from '../events/feed-for-delivery.ts';
import { unknownPrefixes } from '../events/public-event.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { type DescribedWebhook, describeWebhook } from './describe-webhooks.ts';
import { isWeak, publicKeyOf, secretBytes } from './signature.ts';
import { countWebhooks, insertWebhook } from './store.ts';
import { MOST_WEBHOOKS } from './webhook.ts';
import { webhookUrl } from './webhook-url.ts';

export type NewWebhook = { url: string; description?: string; types?: string[]; secret?: string };

/**
 * Sends events to an address from now on.
 * @param input `types` are beginnings of public types, none is all; `secret` is the caller's own, else one is made.
 * @returns the webhook and, this once, its secret.
 * @throws request.invalid, webhook.too_many
 */
export async function createWebhook(ctx: Context, input: NewWebhook): Promise<{ webhook: DescribedWebhook; secret: string }> {
  requireRight(ctx, 'webhooks:write');
  const url = webhookUrl(ctx, input.url);
  const types = knownTypes(input.types ?? []);
  const secret = input.secret === undefined ? ctx.vault.newWebhookSecret() : ownSecret(input.secret);
  const signingKey = ctx.vault.newSigningKey();
  return inTransaction(ctx, async (ctx) => {
    const { db, providerId, vault, actor } = ctx;
    if ((await countWebhooks(db, providerId)) >= MOST_WEBHOOKS) throw problem('webhook.too_many');
    const id = ctx.ids.next();
    const row = await insertWebhook(db, {
      providerId, id, url, types,
      description: input.description?.trim() ?? '',
      state: 'enabled',
      secretSealed: vault.seal(secret, id),
      signingKeySealed: vault.seal(signingKey, id),
      publicKey: publicKeyOf(signingKey),
      cursor: (await readEnds(ctx)).head,
      createdBy: { kind: actor.kind, name: actor.name },
      createdAt: ctx.clock.now(),
    });
    await recordEvent(ctx, { type: 'webhook.created', subject: nameOf(row), data: { webhookId: id, host: new URL(url).host, types } });
    return { webhook: await describeWebhook(ctx, row), secret };
  });
}

/** How people know a webhook: by what they wrote about it, else by its host. An address may hold a key in its path, so it is told nowhere. */
export const nameOf = ({ description, url }: { description: string; url: string }): string => description || new URL(url).host;

/** Each once. @throws request.invalid for one that begins no type. */
export function knownTypes(types: readonly string[]): string[] {
  const unknown = unknownPrefixes(types);
  if (unknown.length > 0) throw problem('request.invalid', { errors: [{ pointer: `/types/${types.indexOf(unknown[0] ?? '')}`, message: 'begins no event type' }] });
  return [...new Set(types)];
}

/** A secret somebody brings along. @throws request.invalid for one that is none or is easy to guess */
export function ownSecret(secret: string): string {
  const bytes = secretBytes(secret);
  if (!bytes) throw problem('request.invalid', { errors: [{ pointer: '/secret', message: 'must be whsec_ and 24 to 64 bytes in base64' }] });
  if (isWeak(bytes)) throw problem('request.invalid', { errors: [{ pointer: '/secret', message: 'is easy to guess: use random bytes' }] });
  return secret;
}
