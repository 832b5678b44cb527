import { setTimeout as sleep } from 'node:timers/promises';
import { callsNothing } from '../connectors/kinds.ts';
import { openConnector } from '../connectors/load-connector.ts';
import { enterGate, leaveGate } from '../connectors/pass-gate.ts';
import { asSystem, type Context, inTransaction, type Services } from '../context.ts';
import { withTenant } from '../db/db.ts';
import { recordEvent } from '../events/record-event.ts';
import type { Jobs } from '../jobs/catalog.ts';
import { type Cloud, CloudError } from '../provisioning/cloud.ts';
import { classify } from '../provisioning/failure.ts';
import { wantedAccount } from '../provisioning/run-operation.ts';
import { loadSubscriber, lockSubscriber } from '../subscribers/load-subscriber.ts';
import type { SubscriberRow } from '../subscribers/store.ts';
import { BATCH, driftOf, LEASE_MS, NEXT_BATCH_MS, NEXT_ROUND_MS } from './drift.ts';
import { claimRound, dropFinding, findDueRounds, nextUsers, putFinding, putRoundDown, type RoundRow } from './store.ts';

/** People come first: a connector that is held, paused or busy is looked at again later. */
const LATER_MS = 60_000;
const SHORT_WAIT_MS = 2_000;

/** Rounds that are due, in all tenants. */
export async function findDueComparisons({ pool, clock }: Services, limit: number): Promise<Jobs['compare-users'][]> {
  return withTenant(pool, 'system', (db) => findDueRounds(db, clock.now(), limit));
}

/** The wake-up of a round. */
export const handleCompareUsers = (ctx: Context, { providerId, connectorId }: Jobs['compare-users']): Promise<void> => compareUsers(asSystem(ctx, providerId, 'worker'), connectorId);

/**
 * Compares the next few users of a connector with what the platform has, through its gate like all other work. It looks only: what
 * differs is written down, and an admin decides.
 */
export async function compareUsers(ctx: Context, connectorId: string): Promise<void> {
  const now = ctx.clock.now();
  const claimed = await inTransaction(ctx, async (ctx) => {
    const round = await claimRound(ctx.db, ctx.providerId, connectorId, now, new Date(now.getTime() + LEASE_MS));
    if (!round) return null;
    const settings = await openConnector(ctx, connectorId);
    return { round, settings, users: callsNothing(settings.kind) ? [] : await nextUsers(ctx.db, ctx.providerId, connectorId, round.cursor, BATCH) };
  });
  if (!claimed) return;
  const cloud = ctx.connectCloud(claimed.settings, ctx.traceId);
  let last = claimed.round.cursor;
  let checked = 0;
  for (const id of claimed.users) {
    if (!(await compareUser(ctx, cloud, connectorId, id))) return putDown(ctx, claimed.round, { cursor: last, checked, after: LATER_MS });
    last = id;
    checked += 1;
  }
  const over = claimed.users.length < BATCH;
  await putDown(ctx, claimed.round, over ? { cursor: null, checked, after: NEXT_ROUND_MS, finished: true } : { cursor: last, checked, after: NEXT_BATCH_MS });
}

async function putDown(ctx: Context, round: RoundRow, { cursor, checked, after, finished = false }: { cursor: string | null; checked: number; after: number; finished?: boolean }): Promise<void> {
  const now = ctx.clock.now();
  const total = (round.cursor === null ? 0 : round.checked) + checked;
  await inTransaction(ctx, (ctx) => putRoundDown(ctx.db, round, { cursor, checked: total, nextAt: new Date(now.getTime() + after), ...(finished && { finishedAt: now }) }));
}

/** @returns false when the connector has no room for it now */
async function compareUser(ctx: Context, cloud: Cloud, connectorId: string, id: string): Promise<boolean> {
  const look = await inTransaction(ctx, async (ctx) => {
    const admission = await enterGate(ctx, connectorId, null, { mayProbe: false });
    if (admission.result === 'go') return { waitMs: 0, subscriber: await loadSubscriber(ctx, id) };
    // A place in line that comes soon is waited for; it was given to nobody else.
    const waitMs = admission.until.getTime() - ctx.clock.now().getTime();
    return admission.why === 'rate' && waitMs <= SHORT_WAIT_MS ? { waitMs, subscriber: await loadSubscriber(ctx, id) } : null;
  });
  if (!look) return false;
  const looked = look.subscriber;
  await sleep(look.waitMs);
  const [before, since] = [cloud.calls(), ctx.clock.now()];
  const passage = () => ({ calls: cloud.calls() - before, since });
  try {
    const found = await cloud.find(wantedAccount(looked.providerId, looked));
    // Another account of the same name, without anybody's key, is not the one that was made.
    const account = found?.nameOnly && found.ref !== looked.cloudRef ? null : found;
    await leaveGate(ctx, connectorId, { result: 'worked' }, passage());
    await note(ctx, connectorId, looked, driftOf(looked, account));
    return true;
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const { code, description: detail } = classify(error);
    const limited = error.status === 429;
    await leaveGate(ctx, connectorId, limited ? { result: 'limited', retryAfterSeconds: error.retryAfterSeconds } : code === 'cloud.unavailable' ? { result: 'failed', code, detail } : null, passage());
    // What one user's look-up refuses is no reason to stop looking at the others.
    return !limited && code !== 'cloud.unavailable' && code !== 'cloud.credentials_refused';
  }
}

/** Only while the user still stands as it was looked at. */
async function note(ctx: Context, connectorId: string, seen: SubscriberRow, drift: ReturnType<typeof driftOf>): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { id, version, templateId } = await lockSubscriber(ctx, seen.id);
    if (version !== seen.version) return;
    if (!drift) {
      if (await dropFinding(ctx.db, ctx.providerId, id)) await recordEvent(ctx, { type: 'subscriber.drift_over', subscriberId: id, templateId, data: { connectorId } });
      return;
    }
    const isNew = await putFinding(ctx.db, { providerId: ctx.providerId, subscriberId: id, connectorId, foundAt: ctx.clock.now(), ...drift });
    if (isNew) await recordEvent(ctx, { type: 'subscriber.drift_found', subscriberId: id, templateId, data: { connectorId, drift: drift.kind, from: drift.expected, to: drift.found } });
  });
}
