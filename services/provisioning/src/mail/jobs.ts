import { asSystem, type Context } from '../context.ts';
import type { Jobs } from '../jobs/catalog.ts';
import { type LoadLook, type NoteDelivery, sendMessage } from './send-message.ts';

/** Handles the job `send-message`; the process that wires it says how a template's look is loaded, and who else learns of the outcome. */
export function handleSendMessage(ctx: Context, { providerId, messageId }: Jobs['send-message'], parts: { loadLook: LoadLook; noteDelivery: NoteDelivery }): Promise<void> {
  return sendMessage(asSystem(ctx, providerId, 'mail'), messageId, parts);
}
