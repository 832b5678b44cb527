import { findKey } from '../access-keys/find-key.ts';
import { requireRight, visibleTemplates } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import { isElsewhere } from '../providers/portal-address.ts';
import { findTemplate, findTemplateEver, lockTemplate, type NamedTemplateRow, type TemplateRow } from './store.ts';

/**
 * The template by its id, for other use cases; checks no right.
 * @throws template.not_found when it does not exist or was deleted.
 */
export async function loadTemplate(ctx: TxContext, id: string): Promise<NamedTemplateRow> {
  const row = await findTemplate(ctx.db, ctx.providerId, id);
  if (!row) throw problem('template.not_found');
  return row;
}

/** The template, held so that nobody deletes or moves it while a user is added to it. @throws template.not_found */
export async function holdTemplate(ctx: TxContext, id: string): Promise<NamedTemplateRow> {
  if (!(await lockTemplate(ctx.db, ctx.providerId, id, 'share'))) throw problem('template.not_found');
  return loadTemplate(ctx, id);
}

/** The template, held so that no user is added to it meanwhile. @throws template.not_found */
export async function claimTemplate(ctx: TxContext, id: string): Promise<NamedTemplateRow> {
  if (!(await lockTemplate(ctx.db, ctx.providerId, id, 'update'))) throw problem('template.not_found');
  return loadTemplate(ctx, id);
}

/** Also a deleted one, for users and history that outlive it. @throws template.not_found */
export async function loadTemplateEver(ctx: TxContext, id: string): Promise<TemplateRow> {
  const row = await findTemplateEver(ctx.db, ctx.providerId, id);
  if (!row) throw problem('template.not_found');
  return row;
}

/** The template, if the actor may see it: one outside an admin's own is as absent as one that does not exist. @throws template.not_found */
export async function loadVisibleTemplate(ctx: TxContext, id: string): Promise<NamedTemplateRow> {
  const visible = visibleTemplates(ctx.actor);
  if (visible && !visible.includes(id)) throw problem('template.not_found');
  return loadTemplate(ctx, id);
}

/** What an admin reads. @throws template.not_found */
export async function getTemplate(ctx: Context, id: string): Promise<NamedTemplateRow> {
  requireRight(ctx, 'templates:read');
  return inTransaction(ctx, (ctx) => loadVisibleTemplate(ctx, id));
}

/**
 * The template behind a share link, before anybody has signed in. The context returned knows its provider.
 * @throws activation.link_unknown, activation.link_withdrawn (rotated and its time over, or the template was deleted)
 */
export async function openShareLink(ctx: Context, shareKey: string): Promise<{ ctx: Context; template: NamedTemplateRow }> {
  const key = await findKey(ctx, 'share_link', shareKey);
  if (!key || isElsewhere(ctx, key)) throw problem('activation.link_unknown');
  if (key.withdrawn) throw problem('activation.link_withdrawn');
  const own = { ...ctx, providerId: key.providerId };
  const template = await inTransaction(own, (ctx) => findTemplate(ctx.db, ctx.providerId, key.subjectId));
  if (!template) throw problem('activation.link_withdrawn');
  return { ctx: own, template };
}

/** The template by its id, or null when it is gone; for callers whom the template's own key has let in, so that no right is checked. */
export const getTemplateFor = (ctx: TxContext, id: string): Promise<NamedTemplateRow | null> => findTemplate(ctx.db, ctx.providerId, id);
