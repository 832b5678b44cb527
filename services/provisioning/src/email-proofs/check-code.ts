import argon2 from 'argon2';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import { MAX_TRIES, RECOGNISED_MS } from './email-proof.ts';
import { claimTry, currentProof, type EmailProofRow, supersededProofs } from './store.ts';

/**
 * Compares a typed code with the subscriber's current one. The try is counted and kept before the comparison.
 * @returns the proof, still to be consumed.
 * @throws activation.step_not_possible (no code is waiting), activation.code_expired, activation.code_too_many_tries,
 *   activation.code_superseded, activation.code_wrong with triesLeft
 */
export async function checkCode(ctx: Context, subscriberId: string, code: string): Promise<EmailProofRow> {
  const now = ctx.clock.now();
  const { proof, older } = await inTransaction(ctx, async (ctx) => ({
    proof: (await claimTry(ctx.db, ctx.providerId, subscriberId, MAX_TRIES, now)) ?? (await refuse(ctx, subscriberId, now)),
    older: await supersededProofs(ctx.db, ctx.providerId, subscriberId, new Date(now.getTime() - RECOGNISED_MS)),
  }));
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
