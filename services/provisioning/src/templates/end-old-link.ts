import { endGrace } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { claimTemplate } from './load-template.ts';

/** Every replaced share link that still works stops doing so now; without one nothing happens. @throws template.not_found */
export async function endOldLink(ctx: Context, id: string): Promise<void> {
  requireRight(ctx, 'templates:write');
  await inTransaction(ctx, async (ctx) => {
    await claimTemplate(ctx, id);
    const ended = await endGrace(ctx.db, ctx.providerId, 'share_link', id, ctx.clock.now());
    if (ended > 0) await recordEvent(ctx, { type: 'template.old_link_ended', templateId: id, data: { links: ended } });
  });
}
