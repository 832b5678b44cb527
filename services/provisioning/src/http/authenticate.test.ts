import cookie from '@fastify/cookie';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Fastify from 'fastify';
import type { Config } from '../config.ts';
import type { Services } from '../context.ts';
import type { App } from './app-type.ts';
import { authenticate, refuseCrossSite } from './authenticate.ts';
import { errorHandler } from './error-handler.ts';
import { requestContext, requestIdOf } from './request-context.ts';

const publicUrl = 'http://vestibule.test';
const services = { config: { publicUrl } as Config } as Services;
const admin = { actor: { kind: 'admin', id: 'ada', name: 'Ada', role: 'owner', templateIds: null }, providerId: 'provider-of-ada' } as const;
const client = { actor: { kind: 'api_client', id: 'orders', name: 'Orders', scopes: [] }, providerId: 'provider-of-orders' } as const;

let app: App;

beforeAll(async () => {
  const made = Fastify({ genReqId: requestIdOf });
  app = made as unknown as App;
  await app.register(errorHandler, { publicUrl });
  await app.register(cookie);
  await app.register(requestContext, { services });
  const answer = (scope: App, path: string) => scope.all(path, async ({ ctx }) => ({ actor: ctx.actor.kind, provider: ctx.providerId, trace: ctx.traceId }));
  await app.register(async (scope: App) => {
    authenticate(scope, {
      adminOfSession: async (_ctx, token) => (token === 'good' ? admin : null),
      clientOfToken: async (_ctx, token) => (token === 'good' ? client : null),
    });
    answer(scope, '/console');
  });
  await app.register(async (scope: App) => {
    refuseCrossSite(scope);
    answer(scope, '/portal');
  });
  await app.ready();
});
afterAll(() => app.close());

const send = (method: 'GET' | 'POST' | 'DELETE', headers: Record<string, string>, url = '/console') => app.inject({ method, url, headers });
const session = { cookie: 'vestibule_session=good' };

describe('who a request comes from', () => {
  it('is a visitor without credentials, and with a session that has ended', async () => {
    expect((await send('GET', {})).json()).toMatchObject({ actor: 'visitor', provider: null });
    expect((await send('GET', { cookie: 'vestibule_session=old' })).json()).toMatchObject({ actor: 'visitor', provider: null });
  });

  it('is the admin of the session, with the admin\'s provider', async () => {
    expect((await send('GET', session)).json()).toMatchObject({ actor: 'admin', provider: 'provider-of-ada' });
  });

  it('is the client of the token, even beside a session', async () => {
    expect((await send('GET', { ...session, authorization: 'bearer good' })).json()).toMatchObject({ actor: 'api_client', provider: 'provider-of-orders' });
  });

  it('is nobody with a token that is not valid: 401 with a challenge, not a visitor', async () => {
    const answer = await send('GET', { ...session, authorization: 'Bearer old' });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    expect(answer.json()).toMatchObject({ code: 'access.signed_out' });
  });
});

describe('a change asked for with a session', () => {
  it.each([
    ['the browser says it is our page', { 'sec-fetch-site': 'same-origin' }],
    ['the browser names our origin', { origin: publicUrl }],
  ])('is taken when %s', async (_when, headers) => {
    expect((await send('POST', { ...session, ...headers })).statusCode).toBe(200);
  });

  it.each([
    ['it comes from another site', { 'sec-fetch-site': 'cross-site' }],
    ['it comes from a neighbouring host', { 'sec-fetch-site': 'same-site' }],
    ['the browser names another origin', { origin: 'http://evil.test' }],
    ['the origin is hidden', { origin: 'null' }],
    ['a forged origin stands beside the browser\'s verdict', { 'sec-fetch-site': 'cross-site', origin: publicUrl }],
    ['nothing says where it comes from', {}],
  ])('is refused with access.cross_site when %s', async (_when, headers) => {
    for (const method of ['POST', 'DELETE'] as const) {
      const answer = await send(method, { ...session, ...headers });
      expect(answer.statusCode).toBe(403);
      expect(answer.json()).toMatchObject({ code: 'access.cross_site' });
    }
  });

  it('is refused in the same way with the portal\'s session', async () => {
    expect((await send('POST', { cookie: 'vestibule_activation=any' }, '/portal')).statusCode).toBe(403);
    expect((await send('POST', { cookie: 'vestibule_activation=any', origin: publicUrl }, '/portal')).statusCode).toBe(200);
  });

  it('is refused even when the browser adds a password it remembers', async () => {
    expect((await send('POST', { ...session, authorization: 'Basic YTpi', 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
  });
});

describe('a change asked for without a session', () => {
  it('is taken from a program, which has no origin', async () => {
    expect((await send('POST', {})).statusCode).toBe(200);
    expect((await send('POST', { authorization: 'Bearer good', 'sec-fetch-site': 'cross-site' })).statusCode).toBe(200);
  });

  it('is refused from another site, or a stranger could sign somebody in', async () => {
    expect((await send('POST', { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
    expect((await send('POST', { origin: 'http://evil.test' }, '/portal')).statusCode).toBe(403);
  });
});

describe('the ids of a request', () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

  it('take over a trace that was started elsewhere', async () => {
    const answer = await send('GET', { traceparent });
    expect(answer.json()).toMatchObject({ trace: '4bf92f3577b34da6a3ce929d0e0e4736' });
    expect(answer.headers['x-request-id']).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  });

  it.each(['', 'rubbish', '00-00000000000000000000000000000000-00f067aa0ba902b7-01'])('are made new when the trace is "%s"', async (header) => {
    const [one, two] = await Promise.all([send('GET', { traceparent: header }), send('GET', { traceparent: header })]);
    expect(one.json().trace).toMatch(/^(?!0+$)[0-9a-f]{32}$/);
    expect(one.json().trace).not.toBe(two.json().trace);
  });

  it('keep the request id a proxy gave, unless it could forge a log line', async () => {
    expect((await send('GET', { 'x-request-id': 'edge-12345678' })).headers['x-request-id']).toBe('edge-12345678');
    expect((await send('GET', { 'x-request-id': 'a b {"level":60}' })).headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
  });
});
