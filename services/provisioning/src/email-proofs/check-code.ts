import argon2 from 'argon2';
import type { TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import { MAX_TRIES, RECOGNISED_MS } from './email-proof.ts';
import { claimTry, currentProof, type EmailProofRow, supersededProofs } from './store.ts';

/** The subscriber's current code, a try of which is used up, and the ones before it. */
export type ClaimedCode = { proof: EmailProofRow; older: EmailProofRow[] };

/**
 * Counts a try, which is kept whatever the comparison says. The caller holds the subscriber: a mail that is being written down
 * at the same moment is waited for, and its code is the current one then.
 * @throws activation.step_not_possible (no code is waiting), activation.code_expired, activation.code_too_many_tries
 */
export async function claimCode(ctx: TxContext, subscriberId: string): Promise<ClaimedCode> {
  const now = ctx.clock.now();
  return {
    proof: (await claimTry(ctx.db, ctx.providerId, subscriberId, MAX_TRIES, now)) ?? (await refuse(ctx, subscriberId, now)),
    older: await supersededProofs(ctx.db, ctx.providerId, subscriberId, new Date(now.getTime() - RECOGNISED_MS)),
  };
}

/**
 * Compares what was typed, outside of any transaction, since it takes its time.
 * @returns the proof, still to be consumed.
 * @throws activation.code_superseded, activation.code_wrong with triesLeft
 */
export async function compareCode({ proof, older }: ClaimedCode, code: string): Promise<EmailProofRow> {
  if (await argon2.verify(proof.codeHash, code)) return proof;
  for (const { codeHash } of older) {
    if (await argon2.verify(codeHash, code)) throw problem('activation.code_superseded');
  }
  throw problem('activation.code_wrong', { triesLeft: MAX_TRIES - proof.tries });
}

/** Says why no try was possible. */
async function refuse(ctx: TxContext, subscriberId: string, now: Date): Promise<never> {
  const proof = await currentProof(ctx.db, ctx.providerId, subscriberId);
  if (!proof) throw problem('activation.step_not_possible');
  throw problem(proof.expiresAt <= now ? 'activation.code_expired' : 'activation.code_too_many_tries');
}
