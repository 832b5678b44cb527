import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Context, TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import type { App } from './app-type.ts';
import { describeMore } from './describe-more.ts';

type Answer = { status: number; headers: Record<string, string>; body: string };
type Once = { ctx: TxContext; keep(answer: Answer): Promise<void>; drop(): Promise<void> };

/** How work under a key is begun; the feature that owns the keys knows. */
export type BeginOnce = (ctx: Context, key: string, request: string) => Promise<Answer | Once>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** False for a POST that only looks, and where a visitor asks: there is nothing to do twice. Every other one needs a key. */
    idempotency?: false;
  }
  interface FastifyRequest {
    once: Once | null;
  }
}

const HEADER = 'idempotency-key';
const description = 'Any text of yours, the same on every attempt: the answer is kept for 48 hours and given again, with `Idempotency-Replayed: true`, instead of acting twice. Without it: 400 `request.key_missing`.';
const parameter = { 'Idempotency-Key': Type.String({ maxLength: 300, description, examples: ['"0f8d5c1e-order-4711"'] }) };
const missing = { pointer: '/Idempotency-Key', message: 'must be sent as a header: any text of yours that names what is to be done once, the same on every attempt' };

/** What of an answer is given again, beside its body. */
const keptHeaders = ['content-type', 'location', 'etag', 'retry-after'];

/**
 * Has every POST of `app` that changes something sent with a key, so that it may be repeated safely (Idempotency-Key,
 * draft-ietf-httpapi-idempotency-key-header-07). Only successes are kept: a refusal leaves nothing behind, so the same key may try again.
 * @throws access.signed_out, request.key_missing, request.key_invalid, request.in_progress, request.key_reused
 */
export function answerOnce(app: App, beginOnce: BeginOnce): void {
  app.decorateRequest('once', null);
  app.addHook('onRoute', (route) => {
    if (route.method !== 'POST' || route.config?.idempotency === false || route.schema?.security?.length === 0) {
      route.config = { ...route.config, idempotency: false };
      return;
    }
    describeMore(route, { headers: parameter, refusals: ['400', '409', '422'] });
  });

  // Before the description is looked at: that would refuse as well, and not say why the header is asked for.
  app.addHook('preValidation', async (request) => {
    if (!needsKey(request)) return;
    if (request.ctx.providerId === null) throw problem('access.signed_out');
    if (request.headers[HEADER] === undefined) throw problem('request.key_missing', { errors: [missing] });
    if (keyOf(request) === null) throw problem('request.key_invalid', { errors: [{ ...missing, message: 'takes 1 to 255 printable characters, in quotes or without blanks' }] });
  });

  app.addHook('preHandler', async (request, reply) => {
    const key = needsKey(request) ? keyOf(request) : null;
    if (key === null) return;
    const once = await beginOnce(request.ctx, key, whatIsAsked(request));
    if ('keep' in once) {
      request.once = once;
      request.ctx = once.ctx;
      return;
    }
    return reply.code(once.status).headers({ ...once.headers, 'idempotency-replayed': 'true' }).send(once.body === '' ? undefined : once.body);
  });

  // The answer leaves when it is stored, never before.
  app.addHook('onSend', async (request, reply, payload) => {
    const { once } = request;
    if (!once) return payload;
    request.once = null;
    if (reply.statusCode >= 300) await once.drop();
    else await once.keep({ status: reply.statusCode, headers: headersOf(reply.getHeaders()), body: textOf(payload) });
    return payload;
  });
}

const needsKey = ({ method, routeOptions }: FastifyRequest) => method === 'POST' && routeOptions.config.idempotency !== false;
const keyOf = ({ headers }: FastifyRequest) => keyFrom(String(headers[HEADER]));

const headersOf = (headers: Record<string, unknown>) => Object.fromEntries(keptHeaders.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])));

function textOf(payload: unknown): string {
  if (payload === undefined || payload === null) return '';
  if (typeof payload === 'string') return payload;
  throw new Error('an answer that is no text cannot be kept: the route must say `idempotency: false`');
}

/** A structured-field string (RFC 9651) or, as many clients send it, the bare text; null when it is neither. */
export function keyFrom(header: string): string | null {
  const [, quoted] = /^"((?:[ !#-[\]-~]|\\["\\]){1,255})"$/.exec(header) ?? [];
  if (quoted !== undefined) return quoted.replace(/\\(.)/g, '$1');
  return /^[!#-~]{1,255}$/.test(header) ? header : null;
}

/** The same text when the same is asked for again, whatever the order of the fields. */
const whatIsAsked = ({ method, url, body }: FastifyRequest) => JSON.stringify([method, url, body ?? null], sorted);

const sorted = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
