import type { FastifyReply } from 'fastify';
import type { Context } from '../context.ts';
import type { ChangeListener } from '../events/listener.ts';
import { type OpenStreams, streamHeaders } from '../http/open-streams.ts';
import { problem } from '../problems.ts';
import { describeActivation } from './describe-activation.ts';
import { isOpen, type Visit } from './session.ts';

const HEARTBEAT_MS = 15_000;
/** A word can be lost (a connection that breaks); looking now and then makes that harmless. */
const LOOK_AGAIN_MS = 5_000;

/**
 * Sends the visit's state at once and after every change, as server-sent events, until the page goes away, the visit is signed out or the user is gone.
 * Only differences are sent; a comment keeps proxies from closing a quiet connection.
 */
export async function streamActivation(reply: FastifyReply, parts: { changes: ChangeListener; streams: OpenStreams }, session: { ctx: Context; visit: Visit }): Promise<void> {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, streamHeaders);
  let last = '';
  let sending: Promise<void> = Promise.resolve();
  const look = (): void => {
    sending = sending.then(async () => {
      if (!(await isOpen(session.ctx, session.visit))) throw problem('activation.session_expired');
      const { sessionExpiresAt: _, ...state } = await describeActivation(session.ctx, session.visit);
      const data = JSON.stringify({ ...state, sessionExpiresAt: session.visit.expiresAt });
      if (data === last || raw.destroyed) return;
      last = data;
      raw.write(`event: activation\ndata: ${data}\n\n`);
    }).catch(() => {
      raw.end('event: gone\ndata: {}\n\n');
    });
  };
  const stopListening = parts.changes.onSubscriber(session.visit.subscriberId, look);
  const timers = [setInterval(look, LOOK_AGAIN_MS), setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS)];
  await parts.streams.hold(raw, look);
  timers.forEach(clearInterval);
  stopListening();
}
