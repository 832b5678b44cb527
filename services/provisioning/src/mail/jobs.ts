import { asSystem, type Context } from '../context.ts';
import type { Jobs } from '../jobs/catalog.ts';
import { type LoadLook, sendMessage } from './send-message.ts';

/** Handles the job `send-message`; the process that wires it says how a template's look is loaded. */
export function handleSendMessage(ctx: Context, { providerId, messageId }: Jobs['send-message'], loadLook: LoadLook): Promise<void> {
  return sendMessage(asSystem(ctx, providerId, 'mail'), messageId, loadLook);
}
