import type { TxContext } from '../context.ts';
import { type MessageLogo, messageLogoOf } from '../mail/message-logo.ts';
import { DEFAULT_ACCENT, type MessageLook } from '../mail/render-message.ts';
import { loadProvider } from '../providers/load-provider.ts';
import { loadTemplateEver } from './load-template.ts';
import { findLogo } from './logo-query.ts';
import { lookOf } from './template.ts';

/** How mails of a template look; a deleted one still sends what was queued. Mails to admins come from the provider itself. */
export async function loadMessageLook(ctx: TxContext, templateId: string | null): Promise<MessageLook> {
  if (templateId === null) {
    const { name } = await loadProvider(ctx);
    return { brandName: name, accentColor: DEFAULT_ACCENT, supportEmail: null, senderName: name, logo: null };
  }
  const template = await loadTemplateEver(ctx, templateId);
  const logo = template.logoKey === null ? null : await loadMessageLogo(ctx, templateId);
  return { ...lookOf(template), senderName: template.senderName, logo };
}

/** The template's logo as mails show it; null where there is none, or only one that mail programs do not show. */
export async function loadMessageLogo(ctx: TxContext, templateId: string): Promise<MessageLogo | null> {
  const logo = await findLogo(ctx.db, ctx.providerId, templateId);
  const png = logo?.mailImage ?? (logo?.type === 'image/png' ? logo.image : null);
  return png && messageLogoOf(png);
}
