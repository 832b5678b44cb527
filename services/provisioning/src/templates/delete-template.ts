import { withdrawAccessKeys } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { requireVersion } from '../preconditions.ts';
import { problem } from '../problems.ts';
import { claimTemplate, holdTemplate, loadTemplate } from './load-template.ts';
import { dropLogo } from './set-logo.ts';
import { COUNT_LIMIT, countSubscribers, isTemplateUsed, markDeleted, moveToTemplate } from './store.ts';

/**
 * Deletes a template: its share link and its adapter address answer "withdrawn" from then on, its history stays.
 * @param replacementTemplateId takes over its users and customers; must be of the same cluster, since user ids live there.
 * @throws template.not_found, request.version_outdated, request.version_missing, template.in_use with their count while users hang on it and no replacement is given.
 */
export async function deleteTemplate(ctx: Context, id: string, replacementTemplateId: string | null): Promise<void> {
  requireRight(ctx, 'templates:write');
  await inTransaction(ctx, async (ctx) => {
    // In the order of their ids, so that two templates that replace each other do not wait for each other.
    const heldFirst = replacementTemplateId && replacementTemplateId < id ? await holdTemplate(ctx, replacementTemplateId) : null;
    const template = await claimTemplate(ctx, id);
    requireVersion(ctx, template.version);
    if (replacementTemplateId) {
      const replacement = heldFirst ?? (await holdTemplate(ctx, replacementTemplateId));
      if (replacement.clusterId !== template.clusterId || replacement.id === id) throw problem('template.in_use', { detail: 'The replacement must be another template of the same cluster.' });
      await moveToTemplate(ctx.db, ctx.providerId, id, replacement.id);
    }
    const now = ctx.clock.now();
    if (await isTemplateUsed(ctx.db, ctx.providerId, id)) throw problem('template.in_use', { count: await countUsers(ctx, id) });
    await dropLogo(ctx, id);
    await markDeleted(ctx.db, ctx.providerId, id, now);
    await withdrawAccessKeys(ctx.db, ctx.providerId, 'share_link', id, now);
    await withdrawAccessKeys(ctx.db, ctx.providerId, 'adapter', id, now);
    await withdrawAccessKeys(ctx.db, ctx.providerId, 'scim_token', id, now);
    await recordEvent(ctx, { type: 'template.deleted', templateId: id, data: { name: template.name, replacementTemplateId, replacementName: replacementTemplateId && (await loadTemplate(ctx, replacementTemplateId)).name } });
  });
}

async function countUsers(ctx: TxContext, id: string): Promise<number> {
  const counts = await countSubscribers(ctx.db, ctx.providerId, [id]);
  return Math.min(COUNT_LIMIT, counts.reduce((sum, { count }) => sum + count, 0));
}
