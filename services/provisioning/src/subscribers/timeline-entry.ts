import type { EventRow } from '../events/store.ts';
import type { ActorKind, EventType } from '../events/event.ts';
import type { Delivery } from '../mail/find-deliveries.ts';
import { isHeldBack } from '../mail/message.ts';
import type { OperationKind, StepName } from '../operations/operation.ts';
import type { OperationRow, StepRow } from '../operations/store.ts';

/** A mail and how far it came; never what it said. `withdrawn`: given up before it was sent. */
export type TimelineMail = {
  kind: Delivery['kind'];
  to: string;
  state: Delivery['state'] | 'withdrawn';
  nextAttemptAt: Date | null;
  attempts: { at: Date; outcome: Delivery['attempts'][number]['outcome']; smtpCode: number | null; response: string }[];
  /** Why it was given up without an attempt saying so. */
  reason: string | null;
};

export type TimelineStep = { name: StepName; state: StepRow['state']; startedAt: Date; finishedAt: Date | null };

/** One try to make something true downstream. `retrying`: it failed for a reason that passes by itself. */
export type TimelineAttempt = {
  operationId: string;
  kind: OperationKind;
  number: number;
  state: 'queued' | 'running' | 'waiting' | 'retrying' | 'succeeded' | 'failed' | 'cancelled';
  startedAt: Date | null;
  finishedAt: Date | null;
  nextAttemptAt: Date | null;
  steps: TimelineStep[];
  failure: { errorCode: number; code: string; description: string; trackingId: string | null } | null;
};

export type TimelineEntry = {
  id: string;
  at: Date;
  type: EventType;
  actor: { kind: ActorKind; name: string | null };
  data: Record<string, unknown>;
  traceId: string;
  mail: TimelineMail | null;
  attempt: TimelineAttempt | null;
};

/** Told as part of a mail's or a try's entry. */
export const foldedTypes: readonly EventType[] = ['message.accepted', 'message.deferred', 'message.refused', 'message.delayed', 'message.bounced', 'operation.started'];
const endings: Partial<Record<EventType, TimelineAttempt['state']>> = {
  'operation.attempt_failed': 'retrying',
  'operation.succeeded': 'succeeded',
  'operation.failed': 'failed',
  'operation.cancelled': 'cancelled',
};

export const entryOf = ({ id, at, type, actorKind, actorName, data, traceId }: EventRow): TimelineEntry =>
  ({ id, at, type, actor: { kind: actorKind, name: actorName }, data, traceId, mail: null, attempt: null });

/** The operation and try an event ended, or null when it ended none. */
export function endedTry({ type, data }: Pick<EventRow, 'type' | 'data'>): { operationId: string; number: number } | null {
  const { operationId, try: number } = data;
  return endings[type] && typeof operationId === 'string' ? { operationId, number: typeof number === 'number' ? number : 1 } : null;
}

/** @param steps of this try */
export function attemptOf({ type, at, data }: EventRow, operationId: string, number: number, steps: readonly StepRow[]): TimelineAttempt {
  const state = endings[type] ?? 'failed';
  const { kind, retryInSeconds } = data as { kind: OperationKind; retryInSeconds?: number };
  const stepState = (step: StepRow) => (step.state === 'running' ? (state === 'succeeded' ? 'done' : 'failed') : step.state);
  return {
    operationId, kind, number, state,
    startedAt: steps[0]?.startedAt ?? null,
    finishedAt: at,
    nextAttemptAt: retryInSeconds === undefined ? null : new Date(at.getTime() + retryInSeconds * 1_000),
    // What was under way when the try ended, ended with it.
    steps: steps.map((step) => ({ name: step.name, state: stepState(step), startedAt: step.startedAt, finishedAt: step.finishedAt ?? at })),
    failure: failureIn(data),
  };
}

function failureIn({ errorCode, code, description, trackingId }: Record<string, unknown>): TimelineAttempt['failure'] {
  if (typeof errorCode !== 'number' || typeof code !== 'string') return null;
  return { errorCode, code, description: typeof description === 'string' ? description : '', trackingId: typeof trackingId === 'string' ? trackingId : null };
}

/** The try that is under way now. It has no event of its own until it ends. */
export function openEntry(operation: OperationRow, number: number, steps: readonly StepRow[]): TimelineEntry {
  const startedAt = steps[0]?.startedAt ?? null;
  const attempt: TimelineAttempt = {
    operationId: operation.id, kind: operation.kind, number,
    state: steps.length === 0 && number === 1 ? 'queued' : operation.state === 'waiting' ? 'waiting' : 'running',
    startedAt, finishedAt: null,
    nextAttemptAt: operation.state === 'waiting' ? operation.nextAttemptAt : null,
    steps: steps.map(({ name, state, startedAt, finishedAt }) => ({ name, state, startedAt, finishedAt })),
    failure: null,
  };
  return { id: operation.id, at: startedAt ?? operation.createdAt, type: 'operation.started', actor: { kind: 'system', name: null }, data: {}, traceId: operation.traceId, mail: null, attempt };
}

/** @param reason what the event says that gave the mail up */
export function mailOf({ kind, toAddress, state, nextAttemptAt, attempts }: Delivery, reason: string | null): TimelineMail {
  // What we held back ourselves was no attempt of any server.
  const heldBack = isHeldBack(attempts.at(-1)?.response);
  const tried = attempts.slice(0, heldBack ? -1 : attempts.length).map(({ at, outcome, smtpCode, response }) => ({ at, outcome, smtpCode, response }));
  const givenUp = state === 'refused' && tried.at(-1)?.outcome !== 'refused';
  return { kind, to: toAddress, state: givenUp && reason !== null && reason !== tried.at(-1)?.response ? 'withdrawn' : state, nextAttemptAt, attempts: tried, reason: givenUp ? reason : null };
}
