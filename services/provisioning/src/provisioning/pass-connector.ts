import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from '../connectors/gate.ts';
import { enterGate } from '../connectors/pass-gate.ts';
import { type Context, inTransaction } from '../context.ts';
import { park, postpone, takeTurn } from '../operations/hold-operation.ts';
import type { OperationRow } from '../operations/store.ts';
import { noteProgress } from '../subscribers/record-outcome.ts';
import type { Advance } from './advance.ts';
import { CloudError } from './cloud.ts';
import { holdUser } from './hold-user.ts';

/** A wait so short is waited out here; a longer one is put down, so that it keeps nobody else waiting. */
const WAITED_HERE_MS = 1_200;
/** Work that is held back does not come to look all at once. */
const HELD_SPREAD_MS = 5_000;

/**
 * Lets an operation through its connector with its requests, or puts it down until its turn.
 * @returns null when it may not go on now; `probe`: it tries whether the platform is well again, for all who wait
 * @throws OperationLost
 */
export async function passConnector(ctx: Context, held: OperationRow, connectorId: string, calls: number): Promise<{ probe: boolean } | null> {
  let { slotAt } = held;
  let waitedMs = 0;
  for (;;) {
    const place = slotAt;
    const admission = await inTransaction(ctx, async (ctx) => {
      const answer = await enterGate(ctx, connectorId, place, { calls });
      if (answer.result === 'go') await takeTurn(ctx, held, connectorId);
      return answer;
    });
    if (admission.result === 'go') return { probe: admission.probe };
    slotAt = admission.slotAt;
    const waitMs = Math.max(0, admission.until.getTime() - ctx.clock.now().getTime());
    const short = admission.why === 'rate' || admission.why === 'busy';
    if (short && waitedMs + waitMs <= WAITED_HERE_MS) {
      waitedMs += waitMs;
      await sleep(waitMs);
      continue;
    }
    await inTransaction(ctx, async (ctx) => {
      await holdUser(ctx, held);
      if (admission.why === 'held') await park(ctx, held, (waitMs + Math.random() * HELD_SPREAD_MS) / 1000);
      else await postpone(ctx, held, waitMs / 1000, { slotAt });
      if (!short) await noteProgress(ctx, held.subscriberId, 'retrying');
    });
    return null;
  }
}

/** What an attempt says about the connector; a refusal of one user, or trouble of our own, says that it works or nothing at all. */
export function outcomeOf(result: Advance, error: unknown): Outcome | null {
  if (result.outcome !== 'failed' || error === null) return { result: 'worked' };
  if (!(error instanceof CloudError)) return null;
  const { kind, status, retryAfterSeconds } = error;
  const { code, description: detail } = result.failure;
  if (kind !== 'answered') return { result: 'failed', code, detail, retryAfterSeconds };
  if (status === 429) return { result: 'limited', retryAfterSeconds };
  if (status === 401) return { result: 'refused', code, detail };
  // An answer that is none: something else stands where the platform was.
  const other = status !== null && status < 300;
  if (other || status === 403 || status === 408 || (status !== null && status >= 500 && status !== 501)) return { result: 'failed', code, detail, retryAfterSeconds };
  // Locked for a moment: that is about this user.
  return status === 423 ? null : { result: 'worked' };
}
