import { insertAccessKey, withdrawAccessKeys } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { loadTemplate } from './load-template.ts';
import { changeTemplate, type NamedTemplateRow } from './store.ts';

/** Makes a new share link; the old one answers "withdrawn". Visits that are signed in go on. @throws template.not_found */
export async function rotateShareLink(ctx: Context, id: string): Promise<NamedTemplateRow> {
  requireRight(ctx, 'templates:write');
  return inTransaction(ctx, async (ctx) => {
    await loadTemplate(ctx, id);
    const now = ctx.clock.now();
    const shareKey = ctx.vault.newLinkKey();
    await withdrawAccessKeys(ctx.db, ctx.providerId, 'share_link', id, now);
    await insertAccessKey(ctx.db, { kind: 'share_link', keyHash: ctx.vault.hash('share_link', shareKey), providerId: ctx.providerId, subjectId: id });
    await changeTemplate(ctx.db, ctx.providerId, id, { shareKeySealed: ctx.vault.seal(shareKey, id) }, now);
    await recordEvent(ctx, { type: 'template.share_link_rotated', templateId: id });
    return loadTemplate(ctx, id);
  });
}
