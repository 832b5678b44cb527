import type { TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import { DAY_MS, MAX_TRIES, RESEND_AFTER_MS, sendingState, type SendingState } from './email-proof.ts';
import { consumeProof, currentProof, type EmailProofRow, proofsSince } from './store.ts';

/** The code that is waiting to be typed, or null. */
export const currentCode = (ctx: TxContext, subscriberId: string): Promise<EmailProofRow | null> => currentProof(ctx.db, ctx.providerId, subscriberId);

/** Uses the code up. @returns false when somebody did so at the same time. */
export const consumeCode = (ctx: TxContext, proof: EmailProofRow): Promise<boolean> => consumeProof(ctx.db, ctx.providerId, proof.id, ctx.clock.now());

/** Mails to one person keep a minute's distance, whoever asks for them. @throws activation.resend_too_soon with retryAfterSeconds */
export async function requirePause(ctx: TxContext, subscriberId: string): Promise<void> {
  const code = await currentCode(ctx, subscriberId);
  const wait = code ? code.createdAt.getTime() + RESEND_AFTER_MS - ctx.clock.now().getTime() : 0;
  if (wait > 0) throw problem('activation.resend_too_soon', { retryAfterSeconds: Math.ceil(wait / 1000) });
}

export type CodeState = SendingState & { sentTo: string; sentAt: Date; expiresAt: Date; triesLeft: number };

/** What the page shows beside the field for the code. */
export async function describeCode(ctx: TxContext, subscriberId: string): Promise<CodeState | null> {
  const proof = await currentProof(ctx.db, ctx.providerId, subscriberId);
  if (!proof) return null;
  const now = ctx.clock.now();
  const sent = await proofsSince(ctx.db, ctx.providerId, subscriberId, new Date(now.getTime() - DAY_MS));
  return {
    sentTo: proof.email,
    sentAt: proof.createdAt,
    expiresAt: proof.expiresAt,
    triesLeft: Math.max(0, MAX_TRIES - proof.tries),
    ...sendingState(proof.createdAt, sent.map((row) => row.createdAt), ctx.config.limits.mailsPerSubscriberPerDay),
  };
}
