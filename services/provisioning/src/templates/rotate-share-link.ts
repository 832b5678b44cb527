import { insertAccessKey, withdrawAccessKeys } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { claimTemplate, loadTemplate } from './load-template.ts';
import { changeTemplate, type NamedTemplateRow } from './store.ts';

const DAY_MS = 24 * 3_600_000;

/**
 * Makes a new share link. The old one works on for `graceDays` and then answers "withdrawn"; visits that are signed in go on in any case.
 * @throws template.not_found
 */
export async function rotateShareLink(ctx: Context, id: string, graceDays = 0): Promise<NamedTemplateRow> {
  requireRight(ctx, 'templates:write');
  return inTransaction(ctx, async (ctx) => {
    // Held, so that of two at once the later one withdraws what the earlier one made.
    await claimTemplate(ctx, id);
    const now = ctx.clock.now();
    const oldUntil = new Date(now.getTime() + graceDays * DAY_MS);
    const shareKey = ctx.vault.newLinkKey();
    await withdrawAccessKeys(ctx.db, ctx.providerId, 'share_link', id, oldUntil);
    await insertAccessKey(ctx.db, { kind: 'share_link', keyHash: ctx.vault.hash('share_link', shareKey), providerId: ctx.providerId, subjectId: id });
    await changeTemplate(ctx.db, ctx.providerId, id, { shareKeySealed: ctx.vault.seal(shareKey, id) }, now);
    await recordEvent(ctx, { type: 'template.share_link_rotated', templateId: id, data: { graceDays, oldLinkUntil: oldUntil.toISOString() } });
    return loadTemplate(ctx, id);
  });
}
