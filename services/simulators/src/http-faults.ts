import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Misbehaviour every HTTP simulator can show, whatever it simulates. Times are milliseconds. */
export type HttpFault =
  | { fault: 'delay'; delayMs: number }
  | { fault: 'unavailable'; retryAfterSeconds?: number }
  | { fault: 'limit'; perSecond: number; retryAfterSeconds?: number }
  | { fault: 'reset' }
  | { fault: 'drip'; everyMs?: number }
  | { fault: 'timeout_before_effect'; afterMs?: number }
  | { fault: 'timeout_after_effect'; afterMs?: number }
  | { fault: 'answer'; status: number; body?: unknown; headers?: Record<string, string> };

/** JSON schema of each fault's own fields, for `POST /_sim/script`. */
export type FaultSchemas = Record<string, { properties: Record<string, object>; required?: string[] }>;

const milliseconds = { type: 'integer', minimum: 0, maximum: 600_000 };

export const httpFaultSchemas: FaultSchemas = {
  delay: { properties: { delayMs: milliseconds }, required: ['delayMs'] },
  unavailable: { properties: { retryAfterSeconds: { type: 'integer', minimum: 0 } } },
  limit: { properties: { perSecond: { type: 'integer', minimum: 1 }, retryAfterSeconds: { type: 'integer', minimum: 0 } }, required: ['perSecond'] },
  reset: { properties: {} },
  drip: { properties: { everyMs: milliseconds } },
  timeout_before_effect: { properties: { afterMs: milliseconds } },
  timeout_after_effect: { properties: { afterMs: milliseconds } },
  answer: {
    properties: { status: { type: 'integer', minimum: 200, maximum: 599 }, body: {}, headers: { type: 'object', additionalProperties: { type: 'string' } } },
    required: ['status'],
  },
};

/** Plays what must happen before the call has an effect; true means the call is over and no handler may run. */
export const playBeforeEffect = async (fault: { fault: string } & object, request: FastifyRequest, reply: FastifyReply): Promise<boolean> => {
  if (!isHttpFault(fault)) return false;
  switch (fault.fault) {
    case 'delay':
      await quietSleep(fault.delayMs);
      return false;
    case 'limit':
      if (isWithin(fault)) return false;
      await reply.code(429).header('retry-after', fault.retryAfterSeconds ?? 1).send({ message: 'Too many requests.' });
      return true;
    case 'reset':
      reply.hijack();
      request.raw.socket.resetAndDestroy();
      return true;
    case 'drip':
      await drip(reply, fault.everyMs ?? 100);
      return true;
    case 'timeout_before_effect':
      reply.hijack();
      await quietSleep(fault.afterMs ?? DEFAULT_TIMEOUT_MS);
      request.raw.socket.destroy();
      return true;
    case 'answer':
      await reply.code(fault.status).headers({ 'content-type': 'application/json', ...fault.headers }).serializer(String).send(bodyText(fault.body));
      return true;
    default:
      return false;
  }
};

/** When the calls were let through that a limit has seen; one rule is one limit. */
const letThrough = new WeakMap<object, number[]>();

/** At most so many calls in any second are let through; those refused do not count. */
const isWithin = (limit: { perSecond: number }): boolean => {
  const now = performance.now();
  const recent = (letThrough.get(limit) ?? []).filter((at) => at > now - 1_000);
  const within = recent.length < limit.perSecond;
  letThrough.set(limit, within ? [...recent, now] : recent);
  return within;
};

/** An answer that begins at once and never ends: a byte now and then until the caller goes. */
const drip = async (reply: FastifyReply, everyMs: number): Promise<void> => {
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': 'application/json' });
  for (let byte = 0; byte < 10_000 && !reply.raw.destroyed; byte += 1) {
    reply.raw.write(byte === 0 ? '{' : ' ');
    await quietSleep(everyMs);
  }
  reply.raw.destroy();
};

/** Plays what must happen after the effect: the work is done, but its answer gets lost. */
export const playAfterEffect = async (fault: { fault: string } & object, request: FastifyRequest): Promise<void> => {
  if (!isHttpFault(fault) || fault.fault !== 'timeout_after_effect') return;
  await quietSleep(fault.afterMs ?? DEFAULT_TIMEOUT_MS);
  request.raw.socket.destroy();
};

const DEFAULT_TIMEOUT_MS = 500;

// Without a reference, so that a call that hangs never keeps a process or a test run alive.
const quietSleep = (ms: number): Promise<void> => sleep(ms, undefined, { ref: false });

const bodyText = (body: unknown): string => (typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body));

const isHttpFault = (fault: { fault: string } & object): fault is HttpFault => fault.fault in httpFaultSchemas;
