import { beginTransaction, type Context, type TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import { findKeptAnswer, holdKey, type KeptAnswerRow, putKeptAnswer } from './store.ts';

/** Longer than the day during which clients may count on it. */
const KEPT_MS = 48 * 3_600_000;

/** An answer as it went out. */
export type KeptAnswer = { status: number; headers: Record<string, string>; body: string };

/** Work under a key: everything `ctx` does stands or falls with the kept answer. */
export type Once = {
  ctx: TxContext;
  /** Commits the effect and the answer in one. */
  keep(answer: KeptAnswer): Promise<void>;
  /** Undoes everything; the key is free again. */
  drop(): Promise<void>;
};

/**
 * Begins what must happen once. The key belongs to who asks; a crash before the end leaves neither effect nor key.
 * @param request what is asked for, as text that is the same when the same is asked for again.
 * @returns the answer given before, or the work to do.
 * @throws request.key_reused for another request under this key, request.in_progress while the same is being worked on.
 */
export async function beginOnce(ctx: Context, key: string, request: string): Promise<KeptAnswer | Once> {
  const { kind, id } = ctx.actor;
  const keyHash = ctx.vault.hash('idempotency', `${kind}\0${id ?? ''}\0${key}`);
  const fingerprint = ctx.vault.hash('idempotency', `request\0${kind}\0${id ?? ''}\0${request}`);
  const { ctx: tx, commit, rollBack } = await beginTransaction(ctx);
  const { db, providerId } = tx;
  try {
    const kept = await findKeptAnswer(db, providerId, keyHash, ctx.clock.now());
    if (kept) return await replay(ctx, kept, fingerprint, rollBack);
    if (!(await holdKey(db, keyHash))) throw problem('request.in_progress', { retryAfterSeconds: 1 });
    // Whoever held it may have finished between the two looks.
    const finished = await findKeptAnswer(db, providerId, keyHash, ctx.clock.now());
    if (finished) return await replay(ctx, finished, fingerprint, rollBack);
  } catch (error) {
    await rollBack();
    throw error;
  }
  const keep = async ({ status, ...answer }: KeptAnswer) => {
    const expiresAt = new Date(ctx.clock.now().getTime() + KEPT_MS);
    const answerSealed = ctx.vault.seal(JSON.stringify(answer), keyHash.toString('hex'));
    await putKeptAnswer(db, { providerId, keyHash, fingerprint, status, answerSealed, expiresAt }).catch(async (error: unknown) => {
      await rollBack();
      throw error;
    });
    await commit();
  };
  return { ctx: tx, keep, drop: rollBack };
}

async function replay(ctx: Context, { keyHash, fingerprint, status, answerSealed }: KeptAnswerRow, asked: Buffer, rollBack: () => Promise<void>): Promise<KeptAnswer> {
  if (!fingerprint.equals(asked)) throw problem('request.key_reused');
  await rollBack();
  // Safe because `keep` sealed it.
  return { status, ...(JSON.parse(ctx.vault.open(answerSealed, keyHash.toString('hex'))) as Omit<KeptAnswer, 'status'>) };
}
