import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { problem, problems } from '../problems.ts';
import { loadTemplateEver } from '../templates/load-template.ts';
import { loadVisibleSubscriber } from './load-subscriber.ts';
import { referenceOf } from './reference.ts';
import { allowedActions } from './subscriber.ts';

/**
 * What "Copy error text" puts on the clipboard: everything support needs, in one piece.
 * @throws subscriber.not_found, subscriber.action_not_allowed when there is no error
 */
export async function errorText(ctx: Context, id: string): Promise<string> {
  requireRight(ctx, 'subscribers:read');
  return inTransaction(ctx, async (ctx) => {
    const subscriber = await loadVisibleSubscriber(ctx, id);
    const [error] = subscriber.errors;
    if (!error || !allowedActions(subscriber, ctx.clock.now()).includes('copy_error_text')) throw problem('subscriber.action_not_allowed', { detail: 'This user has no error to copy.' });
    const template = await loadTemplateEver(ctx, subscriber.templateId);
    return [
      `Error ${error.errorCode} (${error.code})`,
      problems[error.code].title,
      `Platform: ${error.description}`,
      `BroadWorks user id: ${subscriber.userId}`,
      `Customer: ${subscriber.spEnterpriseId}`,
      `Template: ${template.name}`,
      `Time: ${subscriber.lastStatusChange.toISOString()}`,
      `Reference: ${referenceOf(subscriber.id)}`,
      `Tracking id: ${error.trackingId ?? subscriber.id}`,
    ].join('\n');
  });
}
