import { type Context, inTransaction } from '../context.ts';
import { violatesUnique } from '../db/db.ts';
import { claimCode, compareCode } from '../email-proofs/check-code.ts';
import { consumeCode, currentCode } from '../email-proofs/current-code.ts';
import { recordEvent } from '../events/record-event.ts';
import { startOperation } from '../operations/start-operation.ts';
import { Problem, problem } from '../problems.ts';
import { changeStatus } from '../subscribers/change-status.ts';
import { lockSubscriber } from '../subscribers/load-subscriber.ts';
import type { Visit } from './session.ts';

const DAY_SECONDS = 86_400;

/**
 * Takes the code from the mail. Only here does an address become the user's own; a code works once, however many send it at once.
 * @throws activation.code_wrong, activation.code_superseded, activation.code_expired, activation.code_too_many_tries,
 *   activation.email_in_use (the original's 200042; told only now that the mailbox is proven), activation.step_not_possible
 */
export async function verifyEmail(ctx: Context, visit: Visit, code: string): Promise<void> {
  const { subscriberId } = visit;
  await ctx.limiter.consume('codes-per-subscriber', subscriberId, { points: ctx.config.limits.codesPerSubscriberPerDay, seconds: DAY_SECONDS, refusal: 'activation.code_too_many_tries' });
  const proof = await checkCode(ctx, subscriberId, code.replace(/\D/g, '')).catch((error: unknown) => noteRefusal(ctx, subscriberId, error));
  await inTransaction(ctx, async (ctx) => {
    await lockSubscriber(ctx, subscriberId);
    if (!(await consumeCode(ctx, proof))) throw problem((await currentCode(ctx, subscriberId)) ? 'activation.code_superseded' : 'activation.step_not_possible');
    const row = await changeStatus(ctx, subscriberId, 'email_proven', { email: proof.email, emailConfirmedAt: ctx.clock.now(), reason: 'queued' });
    if (!row) throw problem('activation.step_not_possible');
    await recordEvent(ctx, { type: 'subscriber.email_proven', subscriberId, templateId: row.templateId, data: { email: proof.email } });
    await startOperation(ctx, subscriberId, 'provision');
  }).catch((error: unknown) => {
    throw violatesUnique(error, 'subscribers_confirmed_email') ? problem('activation.email_in_use') : error;
  });
}

async function checkCode(ctx: Context, subscriberId: string, code: string): ReturnType<typeof compareCode> {
  const claimed = await inTransaction(ctx, async (ctx) => {
    await lockSubscriber(ctx, subscriberId);
    return claimCode(ctx, subscriberId);
  });
  return compareCode(claimed, code);
}

async function noteRefusal(ctx: Context, subscriberId: string, error: unknown): Promise<never> {
  if (error instanceof Problem) {
    const { code, facts } = error;
    await inTransaction(ctx, (ctx) => recordEvent(ctx, { type: 'subscriber.code_refused', subscriberId, data: { code, triesLeft: facts.triesLeft ?? null } }));
  }
  throw error;
}
