import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { blockPageBeside } from '../mail/block-link.ts';
import { type MessageKind, stoppableKinds } from '../mail/message.ts';
import { withLogoInside } from '../mail/message-logo.ts';
import { type MessageLook, messageLanguages, type RenderedMessage, renderMessage } from '../mail/render-message.ts';
import { loadProvider } from '../providers/load-provider.ts';
import { portalOriginOf } from '../providers/portal-origin.ts';
import { loadVisibleTemplate } from './load-template.ts';
import { loadMessageLogo } from './message-look.ts';
import { CODE_MINUTES, defaultLook, lookOf, shareLinkOf, type StoredLook } from './template.ts';

export type WantedMessage = { message: MessageKind; language: string; look?: Partial<StoredLook>; senderName?: string; codeMinutes?: number };
export type MessagePreview = RenderedMessage & { from: { name: string; address: string }; languages: string[] };

/** Somebody to write to who does not exist: previews show no user's data. */
const somebody = { name: 'Ana', address: 'ana.diaz@example.com', code: '048213' };
/** Stands for the share link a template will have; the portal shows samples there. */
const NO_SHARE_KEY = 'preview';

/**
 * Renders a mail as the template would send it with these values, which need not be stored. Nothing is sent or kept.
 * @throws template.not_found
 */
export async function previewMessage(ctx: Context, id: string, wanted: WantedMessage): Promise<MessagePreview> {
  requireRight(ctx, 'templates:read');
  const { template, logo, origin } = await inTransaction(ctx, async (ctx) => ({ template: await loadVisibleTemplate(ctx, id), logo: await loadMessageLogo(ctx, id), origin: await portalOriginOf(ctx) }));
  const look = { ...lookOf(template), senderName: template.senderName, logo };
  return render(ctx, { codeMinutes: template.codeMinutes, ...wanted }, look, shareLinkOf(origin, ctx.vault.open(template.shareKeySealed, id)));
}

/** The same for a template that is only being thought out: what is not said is as in a new one. */
export async function previewFirstMessage(ctx: Context, wanted: WantedMessage): Promise<MessagePreview> {
  requireRight(ctx, 'templates:read');
  const { name, portalOrigin } = await inTransaction(ctx, loadProvider);
  return render(ctx, { codeMinutes: CODE_MINUTES, ...wanted }, { ...defaultLook(name), senderName: '', logo: null }, shareLinkOf(portalOrigin ?? ctx.config.publicUrl, NO_SHARE_KEY));
}

function render(ctx: Context, { message, language, codeMinutes, ...wanted }: WantedMessage & { codeMinutes: number }, stored: MessageLook, link: string): MessagePreview {
  const look = { ...stored, ...wanted.look, senderName: wanted.senderName ?? stored.senderName };
  const blockLink = stoppableKinds.includes(message) ? blockPageBeside(link) : '';
  const { html, ...mail } = renderMessage(message, language, look, { ...somebody, blockLink, minutes: String(codeMinutes), link });
  return { ...mail, html: withLogoInside(html, look.logo), from: { name: look.senderName || look.brandName, address: ctx.config.mailFrom }, languages: messageLanguages(message) };
}
