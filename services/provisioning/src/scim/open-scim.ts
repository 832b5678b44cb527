import { findKey } from '../access-keys/find-key.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { getTemplateFor } from '../templates/load-template.ts';
import type { NamedTemplateRow } from '../templates/store.ts';
import { findAccess, noteRefusal, noteRefusalOver, noteUse, type Refusal, type ScimAccessRow } from './store.ts';

/** What a caller with a token gets: the template, how identity systems come in to it, and a context that acts as one for its provider. */
export type OpenScim = { ctx: Context; template: NamedTemplateRow; access: ScimAccessRow };

/** Noting a use is a write; once in so long is enough to see that somebody still calls. */
const USE_NOTED_EVERY_MS = 60_000;
const REFUSALS_NOTED = { points: 60, seconds: 60 };

/**
 * Lets an identity system in with the token of a template. A token that was replaced is noted on the template, because nobody else sees why
 * users are not handed over any more; an unknown one belongs to nobody.
 * @throws scim.token_refused, scim.token_replaced, scim.off (flow-through is off), access.too_many_attempts
 */
export async function openScim(ctx: Context, token: string | null, from: { network: string; call: string }): Promise<OpenScim> {
  const { limits } = ctx.config;
  const key = token === null ? null : await findKey(ctx, 'scim_token', token);
  if (!key) {
    await ctx.limiter.consume('scim-refusals', from.network, { points: limits.scimRefusalsPerNetworkPerMinute, seconds: 60 });
    throw problem('scim.token_refused');
  }
  const named: Context = { ...ctx, providerId: key.providerId };
  const open = await inTransaction(named, async (ctx) => {
    const template = await getTemplateFor(ctx, key.subjectId);
    const access = template && (await findAccess(ctx.db, ctx.providerId, template.id));
    return template && access ? { template, access } : null;
  });
  if (!open) throw problem('scim.token_refused');
  const own: Context = { ...named, actor: { kind: 'identity_system', id: open.template.id, name: open.template.name } };
  if (key.withdrawn) return refuseReplaced(own, open.template.id, from.call);
  await ctx.limiter.consume('scim-calls', open.template.id, { points: limits.scimCallsPerTemplatePerMinute, seconds: 60 });
  if (!open.template.flowThrough) {
    await noteScimRefusal({ ctx: own, ...open }, { reason: 'scim.off', call: from.call, field: null });
    throw problem('scim.off');
  }
  await noteComing({ ctx: own, ...open });
  return { ctx: own, ...open };
}

async function refuseReplaced(ctx: Context, templateId: string, call: string): Promise<never> {
  await ctx.limiter.consume('scim-replaced', templateId, REFUSALS_NOTED);
  await inTransaction(ctx, async (ctx) => {
    await noteRefusal(ctx.db, ctx.providerId, templateId, { reason: 'scim.token_replaced', call, field: null }, ctx.clock.now());
    await recordEvent(ctx, { type: 'template.scim_refused', templateId, data: { reason: 'scim.token_replaced', call } });
  });
  throw problem('scim.token_replaced');
}

/** A refused token or a template that took nobody is mended as soon as somebody is let in; what was wrong about a user, when a user is taken. */
async function noteComing({ ctx, access }: OpenScim): Promise<void> {
  const now = ctx.clock.now();
  const recently = new Date(now.getTime() - USE_NOTED_EVERY_MS);
  const mended = isOpen(access) && (access.lastRefusalReason === 'scim.token_replaced' || access.lastRefusalReason === 'scim.off');
  if (!mended && access.lastUsedAt && access.lastUsedAt > recently) return;
  await inTransaction(ctx, async (ctx) => {
    await noteUse(ctx.db, ctx.providerId, access.templateId, now, recently);
    if (mended) await noteRefusalOver(ctx.db, ctx.providerId, access.templateId, now);
  });
}

const isOpen = ({ lastRefusalAt, refusalOverAt }: ScimAccessRow) => lastRefusalAt !== null && refusalOverAt === null;

/** Keeps what the last refusal was about, for whoever looks after the template. */
export async function noteScimRefusal({ ctx, access }: OpenScim, refusal: Refusal): Promise<void> {
  await inTransaction(ctx, (ctx) => noteRefusal(ctx.db, ctx.providerId, access.templateId, refusal, ctx.clock.now()));
}

/** A user was taken: whatever was wrong before, it works now. */
export async function noteScimSuccess({ ctx, access }: OpenScim): Promise<void> {
  if (isOpen(access)) await inTransaction(ctx, (ctx) => noteRefusalOver(ctx.db, ctx.providerId, access.templateId, ctx.clock.now()));
}
