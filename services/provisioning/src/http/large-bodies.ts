import type { IncomingMessage } from 'node:http';
import type { FastifyReply } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { App } from './app-type.ts';
import { describeMore } from './describe-more.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What helps whoever sends a body that is too large to this address: one sentence. */
    whenTooLarge?: string;
  }
}

const READ_OUT_MS = 10_000;

/** Describes on every address that takes a body how one is refused that is too large, and sees to it that the refusal arrives. */
export const refuseLargeBodies = fastifyPlugin(async (app: App) => {
  app.addHook('onRoute', (route) => {
    const { body, response } = route.schema ?? {};
    // The surfaces with a form of their own describe it themselves.
    if (body !== undefined && !(typeof response === 'object' && response !== null && '413' in response)) describeMore(route, { refusals: ['413'] });
  });
  app.addHook('onSend', async ({ raw }, reply) => {
    if (reply.statusCode === 413) readOut(raw, reply);
  });
});

/**
 * Throws the rest of a body away as it comes. Closing at once, as Fastify would, resets the connection under whoever still sends, and takes the
 * answer with it. Who goes on and on is cut off.
 */
function readOut(raw: IncomingMessage, reply: FastifyReply): void {
  reply.removeHeader('connection');
  const late = setTimeout(() => raw.destroy(), READ_OUT_MS).unref();
  raw.once('close', () => clearTimeout(late)).resume();
}
