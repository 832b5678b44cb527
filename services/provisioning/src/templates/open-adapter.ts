import { findKey } from '../access-keys/find-key.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { same } from '../vault.ts';
import { findTemplate, noteRefusal, noteRefusalOver, type NamedTemplateRow } from './store.ts';

/** What a caller with the right account gets: the template, and a context that acts as BroadWorks for its provider. */
export type OpenAdapter = { ctx: Context; template: NamedTemplateRow };

/** Noting a refusal is a write; beyond this many nothing is written any more. */
const REFUSALS = { points: 60, seconds: 60 };

/**
 * Lets the calling platform in with the template's account. A wrong account or password is noted on the template, because
 * otherwise every user of an enterprise fails without anybody seeing why; the next call that is let in ends the trouble.
 * @returns the template and a context that acts as BroadWorks for its provider.
 * @throws adapter.refused, adapter.off (flow-through is off), adapter.withdrawn (the template was deleted), request.not_found (no such address),
 *   access.too_many_attempts after many refusals in a minute
 */
export async function openAdapter(ctx: Context, adapterKey: string, credentials: { account: string; password: string } | null): Promise<OpenAdapter> {
  const key = await findKey(ctx, 'adapter', adapterKey);
  if (!key) throw problem('request.not_found');
  if (key.withdrawn) throw problem('adapter.withdrawn');
  const own: Context = { ...ctx, providerId: key.providerId, actor: { kind: 'broadworks', id: key.subjectId, name: 'BroadWorks' } };
  const template = await inTransaction(own, (ctx) => findTemplate(ctx.db, ctx.providerId, key.subjectId));
  if (!template) throw problem('adapter.withdrawn');
  const reason = refusalReason(ctx, template, credentials);
  if (!reason) {
    if (template.lastRefusalAt && !template.refusalOverAt) await inTransaction(own, (ctx) => noteRefusalOver(ctx.db, ctx.providerId, template.id, ctx.clock.now()));
    if (!template.flowThrough) throw problem('adapter.off');
    return { ctx: own, template };
  }
  await ctx.limiter.consume('adapter-refusals', template.id, REFUSALS);
  await inTransaction(own, async (ctx) => {
    const account = credentials && presentable(credentials.account);
    await noteRefusal(ctx.db, ctx.providerId, template.id, { reason, account }, ctx.clock.now());
    await recordEvent(ctx, { type: 'adapter.refused', templateId: template.id, data: { reason, account } });
  });
  throw problem('adapter.refused');
}

/** Shown to admins as the caller gave it, but short and in one line. */
const presentable = (account: string): string => account.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, '�').slice(0, 80);

function refusalReason(ctx: Context, template: NamedTemplateRow, credentials: { account: string; password: string } | null): string | null {
  if (!credentials) return 'no_credentials';
  if (!same(credentials.account, template.adapterAccount)) return 'other_account';
  return same(credentials.password, ctx.vault.open(template.adapterPasswordSealed, template.id)) ? null : 'wrong_password';
}
