import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify';
import type { Context } from '../context.ts';

/** What every plugin and feature receives: Fastify whose handlers take their types from the TypeBox schemas. */
export type App = FastifyInstance<RawServerDefault, RawRequestDefaultExpression, RawReplyDefaultExpression, FastifyBaseLogger, TypeBoxTypeProvider>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Who acts, for which provider; set before any handler runs. */
    ctx: Context;
    /**
     * The same as of now, for an answer that goes on for long: null when the session or token has ended meanwhile.
     * Asking is no use of the session, so it does not keep it alive.
     */
    whoAsksNow: () => Promise<Context | null>;
    /** What a 401 tells a program (RFC 6750); empty where programs do not come. */
    challenge: string;
  }
}
