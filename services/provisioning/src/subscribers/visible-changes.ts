import { requireRight, visibleTemplates } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import type { ChangeWord } from '../events/listener.ts';
import { templatesOf } from './changes-query.ts';

/**
 * Of what changed, the ids the actor may hear of: of the templates they may see, and of one template when it is asked for.
 * A word that does not say its template is looked up, unless everything is wanted anyway.
 * @throws access.signed_out, access.forbidden
 */
export async function visibleChanges(ctx: Context, words: readonly ChangeWord[], templateId: string | undefined): Promise<string[]> {
  requireRight(ctx, 'subscribers:read');
  const visible = visibleTemplates(ctx.actor);
  const ids = words.map(({ subscriberId }) => subscriberId);
  if (!visible && !templateId) return ids;
  const unknown = words.filter((word) => word.templateId === null).map(({ subscriberId }) => subscriberId);
  const found = unknown.length > 0 ? await inTransaction(ctx, (ctx) => templatesOf(ctx.db, ctx.providerId, unknown)) : new Map<string, string>();
  const wanted = (of: string | undefined): boolean => of !== undefined && (!templateId || of === templateId) && (!visible || visible.includes(of));
  return words.filter(({ subscriberId, templateId: told }) => wanted(told ?? found.get(subscriberId))).map(({ subscriberId }) => subscriberId);
}
