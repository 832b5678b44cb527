import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import fastifyPlugin from 'fastify-plugin';
import type { Services } from '../context.ts';
import type { App } from './app-type.ts';

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;
const TRACE_ID = /^[0-9a-f]{32}$/;
const REQUEST_ID = /^[\w.:-]{8,64}$/;

/** Gives every request its context: a visitor until authentication says otherwise. */
export const requestContext = fastifyPlugin(async (app: App, { services }: { services: Services }) => {
  app.decorateRequest('ctx');
  app.addHook('onRequest', async (request, reply) => {
    const traceId = traceIdOf(request.headers.traceparent) ?? (TRACE_ID.test(request.id) ? request.id : newTraceId());
    request.ctx = { ...services, actor: { kind: 'visitor', id: null, name: null }, providerId: null, traceId, address: request.ip, log: request.log.child({ traceId }) };
    reply.header('x-request-id', request.id).header('traceparent', traceparentOf(traceId, request.headers.traceparent));
  });
});

/** The id people quote to support: the proxy's if it gave a decent one, else the trace id. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : (traceIdOf(request.headers.traceparent) ?? newTraceId());
}

/** The trace id of a W3C traceparent header; all zeros is no trace. */
function traceIdOf(header: string | string[] | undefined): string | null {
  const [, traceId] = (typeof header === 'string' && TRACEPARENT.exec(header)) || [];
  return traceId && !/^0+$/.test(traceId) ? traceId : null;
}

/** W3C Trace Context: our part of the caller's trace, sampled when theirs is. */
function traceparentOf(traceId: string, given: string | string[] | undefined): string {
  const [, , flags = '00'] = (typeof given === 'string' && TRACEPARENT.exec(given)) || [];
  return `00-${traceId}-${randomBytes(8).toString('hex')}-0${parseInt(flags, 16) & 1}`;
}

const newTraceId = () => randomUUID().replaceAll('-', '');
