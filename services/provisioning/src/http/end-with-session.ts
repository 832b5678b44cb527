import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import type { App } from './app-type.ts';

/** Calls back when a session has ended or may do something else, until the returned function is called. */
type HearOfSession = (sessionId: string, callback: () => void) => () => void;

type Standing = 'same' | 'changed' | 'ended';

/** A word can be lost, and a session can end by time alone; looking now and then makes that harmless. */
const LOOK_AGAIN_MS = 60_000;

/**
 * Cuts every answer that is still on its way, a stream or a long download, once the session it was asked with has ended
 * or may do something else. Whoever is still allowed connects again and is told what is allowed now.
 * @param standingOf whether the context's actor still holds the session, and with the same rights as then.
 */
export function endWithSession(app: App, { onSession, standingOf }: { onSession: HearOfSession; standingOf: (ctx: Context) => Promise<Standing> }): void {
  app.addHook('onRequest', async (request, reply) => {
    const { ctx } = request;
    if (ctx.actor.kind !== 'admin' || !ctx.actor.sessionId || request.method !== 'GET') return;
    // Whoever left while it was looked up who asks says so no second time.
    if (reply.raw.closed) return;
    const look = (): void => {
      standingOf(ctx).then(
        (standing) => void (standing === 'same' || cut(request, reply, standing)),
        (error: unknown) => ctx.log.warn({ err: error }, 'could not look whether a session is still open'),
      );
    };
    const stopListening = onSession(ctx.actor.sessionId, look);
    const timer = setInterval(look, LOOK_AGAIN_MS);
    reply.raw.once('close', () => {
      clearInterval(timer);
      stopListening();
    });
  });
}

/** A stream of events says that it has ended, or just ends, so that the page connects again; half a download must not look like a whole one. */
function cut({ headers }: FastifyRequest, { raw }: FastifyReply, standing: Standing): void {
  if (!headers.accept?.includes('text/event-stream')) return void raw.destroy();
  // Whoever writes to it at this moment learns of the end a little later.
  raw.on('error', () => undefined);
  raw.end(standing === 'ended' ? 'event: ended\ndata: {}\n\n' : undefined);
}
