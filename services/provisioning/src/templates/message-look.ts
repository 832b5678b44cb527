import type { TxContext } from '../context.ts';
import { DEFAULT_ACCENT, type MessageLook } from '../mail/render-message.ts';
import { loadProvider } from '../providers/load-provider.ts';
import { loadTemplateEver } from './load-template.ts';

/** How mails of a template look; a deleted one still sends what was queued. Mails to admins come from the provider itself. */
export async function loadMessageLook(ctx: TxContext, templateId: string | null): Promise<MessageLook> {
  if (templateId === null) {
    const { name } = await loadProvider(ctx);
    return { brandName: name, accentColor: DEFAULT_ACCENT, supportEmail: null, senderName: name };
  }
  const { look, senderName } = await loadTemplateEver(ctx, templateId);
  return { brandName: look.brandName, accentColor: look.accentColor, supportEmail: look.supportEmail, senderName };
}
