import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import type { MessageKind } from '../mail/message.ts';
import { messageLanguages, type RenderedMessage, renderMessage } from '../mail/render-message.ts';
import { loadVisibleTemplate } from './load-template.ts';
import { lookOf, shareLinkOf, type StoredLook } from './template.ts';

export type MessagePreview = { message: MessageKind; language: string; look?: Partial<StoredLook>; senderName?: string; codeMinutes?: number };

/** Somebody to write to who does not exist: previews show no user's data. */
const somebody = { name: 'Ana', address: 'ana.diaz@example.com', code: '048213' };

/**
 * Renders a mail as the template would send it with these values, which need not be stored. Nothing is sent or kept.
 * @throws template.not_found
 */
export async function previewMessage(ctx: Context, id: string, wanted: MessagePreview): Promise<RenderedMessage & { from: { name: string; address: string }; languages: string[] }> {
  requireRight(ctx, 'templates:read');
  const template = await inTransaction(ctx, (ctx) => loadVisibleTemplate(ctx, id));
  const look = { ...lookOf(template), ...wanted.look };
  const senderName = wanted.senderName ?? template.senderName;
  const link = shareLinkOf(ctx.config.publicUrl, ctx.vault.open(template.shareKeySealed, id));
  const values = { ...somebody, minutes: String(wanted.codeMinutes ?? template.codeMinutes), link };
  return {
    ...renderMessage(wanted.message, wanted.language, { ...look, senderName }, values),
    from: { name: senderName || look.brandName, address: ctx.config.mailFrom },
    languages: messageLanguages(wanted.message),
  };
}
