import type { ProblemCode } from '../problems.ts';
import type { Limits } from './settings.ts';

/** closed: work goes through. open: work waits, but for a probe now and then. */
export type GateState = 'closed' | 'open';

/** What is known about a connector's gate; null moments are over. */
export type Gate = {
  state: GateState;
  failures: number;
  reasonCode: ProblemCode | null;
  reasonDetail: string | null;
  openedAt: Date | null;
  probeAt: Date | null;
  probes: number;
  pausedUntil: Date | null;
  easedUntil: Date | null;
  /** How many times slower than its limit it went at `slowedAt`, because the platform takes less than that. */
  slowness: number;
  slowedAt: Date | null;
  /** The platform took something since it last asked for silence. */
  answered: boolean;
  nextSlotAt: Date | null;
};
export type GateChanges = Partial<Gate>;

/** What one piece of work has shown. `limited`: the platform asked for silence. `refused`: our credentials. `failed`: no answer, or none that helps. */
export type Outcome = { result: 'worked' } | { result: 'limited'; retryAfterSeconds: number | null } | { result: 'refused' | 'failed'; code: ProblemCode; detail: string; retryAfterSeconds?: number | null };

/** `go`: now. Else look again after so many seconds; `slotAt` is the place in the line that is kept. */
export type Admission = { result: 'go'; probe: boolean } | { result: 'wait'; why: 'held' | 'paused' | 'rate' | 'busy'; until: Date; slotAt: Date | null };

const FIRST_PROBE_MS = 30_000;
const LONGEST_PROBE_MS = 10 * 60_000;
/** Credentials do not mend themselves: a probe now and then finds out that somebody did. */
const REFUSED_PROBE_MS = 5 * 60_000;
/** A probe that gave no sign in this time has lost its worker. */
const PROBE_PATIENCE_MS = 60_000;
/** How long, and how many times slower, what was held back comes through. */
const EASED_MS = 60_000;
const EASED_FACTOR = 4;
const UNTOLD_PAUSE_SECONDS = 5;
/** A platform that takes some and refuses some is asked more slowly, each time by a quarter, and after so long half as much slower. */
const SLOWER_BY = 1.25;
const SLOWEST = 16;
const HALF_FORGOTTEN_MS = 45_000;
const BUSY_MS = 1_000;

const isAhead = (moment: Date | null, now: Date): moment is Date => moment !== null && moment > now;
const after = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

/** The time between two requests; longer for a while after a hold, so that nobody is run over, and where the platform takes less than its limit. */
export function intervalMs(gate: Pick<Gate, 'easedUntil' | 'slowness' | 'slowedAt'>, { callsPerSecond }: Limits, now: Date): number {
  return (1000 / callsPerSecond) * (isAhead(gate.easedUntil, now) ? EASED_FACTOR : 1) * slownessAt(gate, now);
}

/** Forgotten little by little: what a platform takes is found again and again, and never written off. */
function slownessAt({ slowness, slowedAt }: Pick<Gate, 'slowness' | 'slowedAt'>, now: Date): number {
  return slowedAt === null ? 1 : 1 + (slowness - 1) * 2 ** (-(now.getTime() - slowedAt.getTime()) / HALF_FORGOTTEN_MS);
}

/**
 * May a piece of work go through now? @param slotAt its place in the line, from an earlier answer. @param inTurn how many are passing.
 * @param calls how many requests it is going to make: so many places are its own. Places are given out one after the other, so that work waits its turn once and does not come back in crowds.
 */
export function admit(gate: Gate, limits: Limits, { now, slotAt, inTurn, calls = 1 }: { now: Date; slotAt: Date | null; inTurn: number; calls?: number }): { admission: Admission; changes: GateChanges } {
  if (gate.state === 'open') {
    if (isAhead(gate.probeAt, now)) return { admission: { result: 'wait', why: 'held', until: gate.probeAt, slotAt: null }, changes: {} };
    return { admission: { result: 'go', probe: true }, changes: { probeAt: after(now, PROBE_PATIENCE_MS) } };
  }
  const interval = intervalMs(gate, limits, now);
  const pausedUntil = isAhead(gate.pausedUntil, now) ? gate.pausedUntil : null;
  const paused = pausedUntil !== null;
  if (inTurn >= limits.concurrency && !paused) return { admission: { result: 'wait', why: 'busy', until: after(now, BUSY_MS), slotAt }, changes: {} };
  if (slotAt && slotAt <= now && !paused) return { admission: { result: 'go', probe: false }, changes: {} };
  const earliest = Math.max(now.getTime(), gate.nextSlotAt?.getTime() ?? 0, pausedUntil?.getTime() ?? 0);
  const place = new Date(earliest);
  const changes = { nextSlotAt: after(place, calls * interval) };
  if (place <= now) return { admission: { result: 'go', probe: false }, changes };
  return { admission: { result: 'wait', why: paused ? 'paused' : 'rate', until: place, slotAt: place }, changes };
}

/** How a piece of work went: how many requests it made, `paid` of which were its own when it was let in, and when that was. */
export type Passage = { calls: number; paid?: number; since?: Date };

/** What a piece of work changes when it has passed. */
export function settle(gate: Gate, limits: Limits, { now, outcome, calls, paid = 1, since }: Passage & { now: Date; outcome: Outcome | null }): GateChanges {
  const charged = calls > paid ? { nextSlotAt: after(new Date(Math.max(now.getTime(), gate.nextSlotAt?.getTime() ?? 0)), (calls - paid) * intervalMs(gate, limits, now)) } : {};
  if (!outcome) return charged;
  switch (outcome.result) {
    case 'worked':
      return { ...charged, ...(gate.answered ? {} : { answered: true }), ...(gate.state === 'open' ? closed(now) : gate.failures > 0 ? { failures: 0 } : {}) };
    case 'limited': {
      const until = after(now, (outcome.retryAfterSeconds ?? UNTOLD_PAUSE_SECONDS) * 1000);
      // It answers, so a hold has no reason any more; the pause takes its place.
      return { ...charged, ...(gate.state === 'open' ? closed(now) : {}), failures: 0, answered: false, ...pausedTo(gate, until), ...slowed(gate, now, since, until) };
    }
    case 'refused':
    case 'failed': {
      const paused = outcome.retryAfterSeconds ? pausedTo(gate, after(now, outcome.retryAfterSeconds * 1000)) : {};
      return { ...charged, ...paused, ...(isLate(gate, since) ? {} : trouble(gate, limits, now, outcome)) };
    }
  }
}

/**
 * One that refuses everything is not asked too fast, and of what it refuses at one moment only the first counts. The line begins anew:
 * the places in it were given out at the rate that was too much.
 */
function slowed(gate: Gate, now: Date, since: Date | undefined, until: Date): GateChanges {
  const isTooFast = gate.answered && !(gate.slowedAt && since && since < gate.slowedAt);
  return isTooFast ? { slowness: Math.min(SLOWEST, slownessAt(gate, now) * SLOWER_BY), slowedAt: now, nextSlotAt: isAhead(gate.pausedUntil, until) ? gate.pausedUntil : until } : {};
}

/** A platform that asked for a longer silence before gets it. */
const pausedTo = ({ pausedUntil }: Gate, until: Date): GateChanges => ({ pausedUntil: isAhead(pausedUntil, until) ? pausedUntil : until });

/** What was under way when it opened is no probe, and tells nothing new. */
const isLate = ({ state, openedAt }: Gate, since: Date | undefined): boolean => state === 'open' && openedAt !== null && since !== undefined && since < openedAt;

function trouble(gate: Gate, limits: Limits, now: Date, { result, code, detail }: Extract<Outcome, { code: ProblemCode }>): GateChanges {
  const reason = { reasonCode: code, reasonDetail: detail };
  if (gate.state === 'open') {
    const probes = gate.probes + 1;
    return { ...reason, probes, probeAt: after(now, result === 'refused' ? REFUSED_PROBE_MS : Math.min(LONGEST_PROBE_MS, FIRST_PROBE_MS * 2 ** probes)) };
  }
  const failures = gate.failures + 1;
  if (result !== 'refused' && failures < limits.openAfter) return { failures };
  return { ...reason, state: 'open', failures, openedAt: now, probes: 0, probeAt: after(now, result === 'refused' ? REFUSED_PROBE_MS : FIRST_PROBE_MS) };
}

/** Work goes through again, slowly at first. */
export const closed = (now: Date): GateChanges => ({ state: 'closed', failures: 0, reasonCode: null, reasonDetail: null, openedAt: null, probeAt: null, probes: 0, easedUntil: after(now, EASED_MS), nextSlotAt: now });
