import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { startOperation } from '../operations/start-operation.ts';
import { problem } from '../problems.ts';
import { changeStatus } from '../subscribers/change-status.ts';
import { loadSubscriber } from '../subscribers/load-subscriber.ts';
import { loadTemplateEver } from '../templates/load-template.ts';
import { mayTryAgain } from './activation.ts';
import type { Visit } from './session.ts';

/** Starts another attempt with the same proven address. @throws activation.step_not_possible, also when the tries are used up */
export async function tryAgain(ctx: Context, visit: Visit): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const subscriber = await loadSubscriber(ctx, visit.subscriberId);
    const { maxTries } = await loadTemplateEver(ctx, subscriber.templateId);
    if (!mayTryAgain(subscriber, maxTries)) throw problem('activation.step_not_possible');
    const row = await changeStatus(ctx, subscriber.id, 'tried_again', { reason: 'queued', errors: [] });
    if (!row) throw problem('activation.step_not_possible');
    await recordEvent(ctx, { type: 'subscriber.tried_again', subscriberId: row.id, templateId: row.templateId, data: { failures: row.failures } });
    await startOperation(ctx, row.id, 'provision');
  });
}
