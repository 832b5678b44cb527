import { rightsOf, visibleTemplates } from '../access.ts';
import { currentAdmin } from '../admins/current-admin.ts';
import { currentClient } from '../api-clients/current-client.ts';
import { type Actor, type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { copySubscribers, countSubscribersFor, type ExportRequest } from '../subscribers/export-subscribers.ts';
import { HEARTBEAT_MS, LEASE_MS, MOST_ATTEMPTS, pauseAfter } from './export.ts';
import { changeHeld, claimExport, type ExportRow } from './store.ts';
import { LostExport, writeChunks } from './write-chunks.ts';

/**
 * Makes the file of one export, from the beginning; one that a killed worker left half written is begun anew, and nobody ever sees
 * a half. Does nothing when it is finished, deleted or in other hands.
 */
export async function makeExport(ctx: Context, id: string): Promise<void> {
  const now = ctx.clock.now();
  const held = await inTransaction(ctx, (ctx) => claimExport(ctx.db, ctx.providerId, id, now, new Date(now.getTime() + LEASE_MS)));
  if (!held) return;
  const actor = await currentActor(ctx, held);
  // Somebody who was removed, or lost the right, gets no file any more.
  if (!actor || !rightsOf(actor).includes('subscribers:read')) return giveUp(ctx, held);
  const stop = new AbortController();
  const heartbeat = setInterval(() => void renew(ctx, held, stop), HEARTBEAT_MS);
  try {
    await makeFile(ctx, held, visibleTemplates(actor), stop.signal);
  } catch (error) {
    if (error instanceof LostExport || stop.signal.aborted) return;
    ctx.log.warn({ err: error, exportId: id, attempt: held.attempt }, 'an export could not be written');
    await (held.attempt >= MOST_ATTEMPTS ? giveUp(ctx, held) : tryLater(ctx, held));
  } finally {
    clearInterval(heartbeat);
  }
}

async function makeFile(ctx: Context, held: ExportRow, visible: readonly string[] | null, signal: AbortSignal): Promise<void> {
  const { filters, sort, columns, delimiter, encoding, bom } = held;
  const request: ExportRequest = { filters, sort, columns, delimiter, encoding, bom };
  const totalRows = await countSubscribersFor(ctx, filters, visible);
  await inTransaction(ctx, (ctx) => changeHeld(ctx.db, held, { totalRows, visible: visible && [...visible] }));
  const written = await writeChunks(ctx, held, copySubscribers(ctx, request, visible), signal);
  await inTransaction(ctx, async (ctx) => {
    const done = await changeHeld(ctx.db, held, { ...written, totalRows: written.rows, state: 'ready', leaseUntil: null, finishedAt: ctx.clock.now() });
    if (!done) throw new LostExport();
    await recordEvent(ctx, { type: 'export.finished', data: { exportId: held.id, list: 'subscribers', rows: written.rows } });
  });
}

const currentActor = (ctx: Context, { actorKind, actorId }: ExportRow): Promise<Actor | null> => (actorKind === 'admin' ? currentAdmin(ctx, actorId) : currentClient(ctx, actorId));

async function renew(ctx: Context, held: ExportRow, stop: AbortController): Promise<void> {
  const leaseUntil = new Date(ctx.clock.now().getTime() + LEASE_MS);
  // A database that does not answer for a moment is no reason to stop: the lease decides.
  const isOurs = await inTransaction(ctx, (ctx) => changeHeld(ctx.db, held, { leaseUntil })).catch(() => true);
  if (!isOurs) stop.abort();
}

async function tryLater(ctx: Context, held: ExportRow): Promise<void> {
  await inTransaction(ctx, (ctx) => changeHeld(ctx.db, held, { state: 'queued', leaseUntil: new Date(ctx.clock.now().getTime() + pauseAfter(held.attempt)) }));
}

async function giveUp(ctx: Context, held: ExportRow): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const ended = await changeHeld(ctx.db, held, { state: 'failed', leaseUntil: null, finishedAt: ctx.clock.now() });
    if (ended) await recordEvent(ctx, { type: 'export.failed', data: { exportId: held.id, list: 'subscribers' } });
  });
}
