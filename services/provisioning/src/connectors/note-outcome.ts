import type { TxContext } from '../context.ts';
import type { ProblemCode } from '../problems.ts';
import { hourOf } from '../tallies/tallied.ts';
import { tally } from '../tallies/tally.ts';
import { noteFailure, noteKeyShown, noteSuccess } from './store.ts';

/** Failures that say something about the way to the platform; every other one says something about a user. */
const troubles: readonly ProblemCode[] = ['cloud.unavailable', 'cloud.timed_out', 'cloud.credentials_refused'];
/** Noting every success would make all work of a connector wait in one line. */
const NOTED_EVERY_MS = 30_000;

/** Notes whether the platform showed our key in the answer to a write of our own. */
export const noteShownKey = (ctx: TxContext, connectorId: string, keyShown: boolean): Promise<void> => noteKeyShown(ctx.db, ctx.providerId, connectorId, keyShown);

/**
 * Notes what a piece of a user's work has shown about the connector, in the transaction of its outcome.
 * @param failure null for a success; a refusal of one user counts as the connector at work.
 */
export async function noteConnectorOutcome(ctx: TxContext, connectorId: string, failure: { code: ProblemCode; description: string } | null): Promise<void> {
  const now = ctx.clock.now();
  const since = new Date(now.getTime() - NOTED_EVERY_MS);
  const trouble = failure && troubles.includes(failure.code) ? failure : null;
  await tally(ctx, trouble ? 'connector_failed' : 'connector_worked', connectorId, hourOf(now));
  if (trouble) await noteFailure(ctx.db, ctx.providerId, connectorId, { at: now, since, code: trouble.code, detail: trouble.description });
  else await noteSuccess(ctx.db, ctx.providerId, connectorId, { at: now, since });
}
