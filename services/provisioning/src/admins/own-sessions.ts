import { type Context, inTransaction } from '../context.ts';
import { cutPage, type Page, type PageRequest } from '../db/page.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { sessionEnd, sessionsEndedBefore } from './admin.ts';
import { type Device, deviceOf } from './device.ts';
import { dropSessions } from './end-sessions.ts';
import { requireAdmin } from './require-admin.ts';
import { listSessions } from './session-query.ts';

export type OwnSession = { id: string; createdAt: Date; lastSeenAt: Date; endsAt: Date; address: string | null; device: Device; isThis: boolean };

/** Where the admin is signed in, the newest first. */
export async function listOwnSessions(ctx: Context, page: PageRequest<string>): Promise<Page<OwnSession, string>> {
  const { id, sessionId } = requireAdmin(ctx);
  const rows = await inTransaction(ctx, ({ db, providerId, clock }) => listSessions(db, providerId, id, { ...page, ended: sessionsEndedBefore(clock.now()) }));
  const { items, ...others } = cutPage(rows, page, (row) => row.id);
  return { ...others, items: items.map(({ id, createdAt, lastSeenAt, address, userAgent }) => ({ id, createdAt, lastSeenAt, endsAt: sessionEnd(createdAt), address, device: deviceOf(userAgent), isThis: id === sessionId })) };
}

/** Ends one of the admin's own sessions, be it the present one. @throws admin.session_not_found also for a session of somebody else. */
export async function endOwnSession(ctx: Context, sessionId: string): Promise<void> {
  const { id } = requireAdmin(ctx);
  await inTransaction(ctx, async (ctx) => {
    const count = await dropSessions(ctx, id, { only: sessionId });
    if (count === 0) throw problem('admin.session_not_found');
    await recordEvent(ctx, { type: 'admin.sessions_ended', subject: ctx.actor.name, data: { adminId: id, count } });
  });
}

/** Ends all of the admin's sessions but the one that asks. */
export async function endOtherSessions(ctx: Context): Promise<void> {
  const { id, sessionId } = requireAdmin(ctx);
  await inTransaction(ctx, async (ctx) => {
    const count = await dropSessions(ctx, id, sessionId ? { except: sessionId } : {});
    if (count > 0) await recordEvent(ctx, { type: 'admin.sessions_ended', subject: ctx.actor.name, data: { adminId: id, count } });
  });
}
