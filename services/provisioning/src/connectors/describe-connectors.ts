import { visibleTemplates } from '../access.ts';
import { isAllRight } from '../checks/finding.ts';
import type { TxContext } from '../context.ts';
import { readTalliesBySubject } from '../tallies/read-tallies.ts';
import { connectorCounts, DAY_MS, hourOf } from '../tallies/tallied.ts';
import type { NextAction } from '../problem-entry.ts';
import { describeProblem, type ProblemCode } from '../problems.ts';
import { limitsOf } from './connector.ts';
import type { Gate } from './gate.ts';
import { findGates } from './gate-query.ts';
import type { Settings } from './kinds.ts';
import type { Limits } from './settings.ts';
import { type ConnectorRow, templatesUsing } from './store.ts';

export type UsedBy = { templateId: string; name: string };
export type Health = {
  lastSuccessAt: Date | null;
  lastFailure: { at: Date; code: NonNullable<ConnectorRow['lastFailureCode']>; action: NextAction; detail: string } | null;
  /** Pieces of work of the last 24 hours that reached an end, and those of them that the connector itself kept from succeeding. */
  attempts: number;
  failures: number;
};
/** Work waits: why, since when, and when the next piece of it may try. */
export type Hold = { since: Date; code: ProblemCode; action: NextAction; detail: string; nextProbeAt: Date; probes: number };
type LastCheck = { checkedAt: Date; ok: boolean; findings: NonNullable<ConnectorRow['lastCheck']> };
export type DescribedConnector = Pick<ConnectorRow, 'id' | 'name' | 'createdAt' | 'version'> & Settings & {
  limits: Limits;
  hasCredentials: boolean;
  usedBy: UsedBy[];
  lastCheck: LastCheck | null;
  health: Health;
  hold: Hold | null;
  pausedUntil: Date | null;
};

/** Connectors with how they do and what uses them, without their credentials. Only templates the actor may see are named. */
export async function describeConnectors(ctx: TxContext, rows: readonly ConnectorRow[]): Promise<DescribedConnector[]> {
  const ids = rows.map(({ id }) => id);
  const visible = visibleTemplates(ctx.actor);
  const users = (await templatesUsing(ctx.db, ctx.providerId, ids)).filter(({ templateId }) => !visible || visible.includes(templateId));
  const gates = await findGates(ctx.db, ctx.providerId, ids);
  const from = hourOf(new Date(ctx.clock.now().getTime() - DAY_MS));
  const counts = await readTalliesBySubject(ctx, { whats: connectorCounts, from, subjects: ids });
  const countOf = (id: string, what: (typeof connectorCounts)[number]) => counts.find((count) => count.subjectId === id && count.what === what)?.count ?? 0;
  return rows.map((row) => {
    const { id, name, settings, createdAt, version, lastCheck, lastCheckAt, lastSuccessAt } = row;
    const failures = countOf(id, 'connector_failed');
    return {
      ...settings,
      id, name, createdAt, version,
      limits: limitsOf(row),
      hasCredentials: Object.keys(row.secrets).length > 0,
      usedBy: users.filter(({ connectorId }) => connectorId === id).map(({ templateId, name }) => ({ templateId, name })),
      lastCheck: lastCheck && lastCheckAt && { checkedAt: lastCheckAt, ok: isAllRight(lastCheck), findings: lastCheck },
      ...standOf(gates.find(({ connectorId }) => connectorId === id), ctx.clock.now()),
      health: { lastSuccessAt, lastFailure: lastFailureOf(row), attempts: failures + countOf(id, 'connector_worked'), failures },
    };
  });
}

function standOf(gate: Gate | undefined, now: Date): Pick<DescribedConnector, 'hold' | 'pausedUntil'> {
  const { state, openedAt, reasonCode, reasonDetail, probeAt, probes = 0, pausedUntil } = gate ?? {};
  const held = state === 'open' && openedAt && reasonCode && probeAt;
  return { hold: held ? { since: openedAt, code: reasonCode, action: describeProblem(reasonCode).action, detail: reasonDetail ?? '', nextProbeAt: probeAt, probes } : null, pausedUntil: pausedUntil && pausedUntil > now ? pausedUntil : null };
}

const lastFailureOf = ({ lastFailureAt: at, lastFailureCode: code, lastFailureDetail: detail }: ConnectorRow): Health['lastFailure'] =>
  at && code ? { at, code, action: describeProblem(code).action, detail: detail ?? '' } : null;
