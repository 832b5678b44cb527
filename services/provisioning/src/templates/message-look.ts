import type { TxContext } from '../context.ts';
import type { MessageLook } from '../mail/render-message.ts';
import { loadTemplateEver } from './load-template.ts';

/** How mails of a template look; a deleted one still sends what was queued. */
export async function loadMessageLook(ctx: TxContext, templateId: string): Promise<MessageLook> {
  const { look, senderName } = await loadTemplateEver(ctx, templateId);
  return { brandName: look.brandName, accentColor: look.accentColor, supportEmail: look.supportEmail, senderName };
}
