import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { limitsOf } from './connector.ts';
import { type Admission, admit, closed, type Gate, type GateChanges, intervalMs, type Outcome, type Passage, settle } from './gate.ts';
import { changeGate, countInTurn, lockGate } from './gate-query.ts';
import { callsNothing } from './kinds.ts';
import { loadConnector } from './load-connector.ts';
import { releaseOperations, takePlacesBack } from '../operations/release-operations.ts';
import { type ConnectorRow, templatesUsing } from './store.ts';

/** After a word of an admin what waits comes to look; the first one tries, the others find that it does. */
const PROBERS_EVERY_MS = 200;

/**
 * Asks to go through a connector, under the lock of its gate, so that all workers together keep to its limits.
 * @param slotAt the place in the line the work was given before
 * @param calls how many requests it is going to make, as far as that can be told
 * @param mayProbe false leaves a try whether the platform is well again to other work
 */
export async function enterGate(ctx: TxContext, connectorId: string, slotAt: Date | null, { calls = 1, mayProbe = true } = {}): Promise<Admission> {
  const connector = await loadConnector(ctx, connectorId);
  if (callsNothing(connector.kind)) return { result: 'go', probe: false };
  const gate = await lockGate(ctx.db, ctx.providerId, connectorId);
  const now = ctx.clock.now();
  if (gate.state === 'open' && !mayProbe) return { result: 'wait', why: 'held', until: gate.probeAt ?? now, slotAt: null };
  const { admission, changes } = admit(gate, limitsOf(connector), { now, slotAt, inTurn: await countInTurn(ctx.db, ctx.providerId, connectorId, now), calls });
  await changeGate(ctx.db, ctx.providerId, connectorId, changes);
  return admission;
}

/** Tells the gate how work went that had gone through. @param outcome null where it says nothing about the connector. */
export async function leaveGate(ctx: Context, connectorId: string, outcome: Outcome | null, passage: Passage): Promise<void> {
  if (passage.calls === 0 && !outcome) return;
  await inTransaction(ctx, async (ctx) => {
    const connector = await loadConnector(ctx, connectorId);
    if (callsNothing(connector.kind)) return;
    const gate = await lockGate(ctx.db, ctx.providerId, connectorId);
    await change(ctx, connector, gate, settle(gate, limitsOf(connector), { now: ctx.clock.now(), outcome, ...passage }));
  });
}

/** An admin lets work through again, whatever the gate thinks, or lets the next piece of work try at once. */
export async function changeHold(ctx: TxContext, connector: ConnectorRow, how: 'probe' | 'close'): Promise<void> {
  const gate = await lockGate(ctx.db, ctx.providerId, connector.id);
  if (gate.state !== 'open') return;
  const now = ctx.clock.now();
  await change(ctx, connector, gate, how === 'close' ? { ...closed(now), pausedUntil: null } : { probeAt: now, pausedUntil: null });
  if (how === 'probe') await letGo(ctx, connector, PROBERS_EVERY_MS);
}

async function change(ctx: TxContext, connector: ConnectorRow, gate: Gate, changes: GateChanges): Promise<void> {
  const { id, name } = connector;
  await changeGate(ctx.db, ctx.providerId, id, changes);
  if (changes.slowedAt) await takePlacesBack(ctx, await templateIdsUsing(ctx, id));
  const about = { connectorId: id, name };
  if (gate.state === 'closed' && changes.state === 'open') await recordEvent(ctx, { type: 'connector.held', subject: name, data: { ...about, code: changes.reasonCode ?? null, description: changes.reasonDetail ?? null } });
  if (gate.state === 'open' && changes.state === 'closed') {
    await recordEvent(ctx, { type: 'connector.released', subject: name, data: about });
    await letGo(ctx, connector, intervalMs({ ...gate, ...changes }, limitsOf(connector), ctx.clock.now()));
  }
}

/** What waited comes back one after the other, as fast as the platform bears now. */
async function letGo(ctx: TxContext, { id }: ConnectorRow, everyMs: number): Promise<void> {
  await releaseOperations(ctx, await templateIdsUsing(ctx, id), everyMs);
}

const templateIdsUsing = async (ctx: TxContext, id: string): Promise<string[]> => (await templatesUsing(ctx.db, ctx.providerId, [id])).map(({ templateId }) => templateId);
