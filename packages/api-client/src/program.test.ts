import { describe, expect, it } from '@jest/globals';
import { createProgramClient, dataOf, isProblem, itemsOf, once, type ProgramClientOptions } from './program.ts';

type Answer = () => Response;
const token = (value = 'first', seconds = 3600): Answer => () => Response.json({ access_token: value, token_type: 'Bearer', expires_in: seconds });
const fine: Answer = () => Response.json({ items: [], nextCursor: null });
const refused = (status: number, headers: Record<string, string> = {}): Answer => () => Response.json({ title: 'No', status, code: 'access.too_many_attempts', type: 'about:blank', requestId: 'r', retryable: true }, { status, headers });
const lost: Answer = () => {
  throw new TypeError('the line is down');
};

/** A client whose network answers as scripted, one after the other. */
function scripted(answers: Answer[], options: Partial<ProgramClientOptions> = {}) {
  const sent: { path: string; authorization: string | null; body: string; key: string | null }[] = [];
  const waits: number[] = [];
  const client = createProgramClient({
    baseUrl: 'http://api.example',
    credentials: { token: 'vak_key' },
    wait: async (ms) => void waits.push(ms),
    fetch: async (request) => {
      sent.push({ path: new URL(request.url).pathname, authorization: request.headers.get('authorization'), body: await request.text(), key: request.headers.get('idempotency-key') });
      const answer = answers.shift();
      if (!answer) throw new Error('nobody expected this call');
      return answer();
    },
    ...options,
  });
  return { client, sent, waits };
}
const credentials = { clientId: 'id', clientSecret: 's:e/cret', scope: 'subscribers:read' };
const failure = (call: Promise<unknown>): Promise<unknown> => call.then(() => 'succeeded', (error: unknown) => error);

describe('tokens', () => {
  it('are fetched once for calls that start together, with the credentials form-encoded', async () => {
    const { client, sent } = scripted([token(), fine, fine], { credentials });
    await Promise.all([client.GET('/v1/templates'), client.GET('/v1/customers')]);
    expect(sent.map(({ path, authorization }) => [path, authorization])).toEqual([
      ['/oauth/token', `Basic ${btoa('id:s%3Ae%2Fcret')}`],
      ['/v1/templates', 'Bearer first'],
      ['/v1/customers', 'Bearer first'],
    ]);
    expect(sent[0]?.body).toBe('grant_type=client_credentials&scope=subscribers%3Aread');
  });

  it('are renewed before they end', async () => {
    const { client, sent } = scripted([token('first', 59), fine, token('second'), fine, fine], { credentials });
    for (let call = 0; call < 3; call += 1) await client.GET('/v1/templates');
    expect(sent.filter(({ path }) => path !== '/oauth/token').map(({ authorization }) => authorization)).toEqual(['Bearer first', 'Bearer second', 'Bearer second']);
  });

  it('are fetched anew once when one is refused, and the body is sent again whole', async () => {
    const { client, sent } = scripted([token(), refused(401), token('second'), fine], { credentials });
    await client.POST('/v1/saved-views', { body: { name: 'Errors', query: { status: 'error' } } });
    const body = '{"name":"Errors","query":{"status":"error"}}';
    expect(sent.filter(({ path }) => path === '/v1/saved-views')).toMatchObject([{ authorization: 'Bearer first', body }, { authorization: 'Bearer second', body }]);
  });

  it('that are given are sent as they are, and a refusal of one is final', async () => {
    const { client, sent } = scripted([refused(401)]);
    expect(await failure(client.GET('/v1/templates'))).toMatchObject({ status: 401 });
    expect(sent).toMatchObject([{ authorization: 'Bearer vak_key' }]);
  });

  it('that nobody gives say so by code', async () => {
    const { client } = scripted([() => Response.json({ error: 'invalid_client', error_description: 'Not right.' }, { status: 401 })], { credentials });
    expect(await failure(client.GET('/v1/templates'))).toMatchObject({ code: 'oauth.invalid_client', status: 401, problem: { title: 'Not right.' } });
  });
});

describe('a call that is told to wait', () => {
  it('waits as long as Retry-After says, in seconds or as a date, and succeeds', async () => {
    const soon = new Date(Date.now() + 20_000).toUTCString();
    const { client, waits } = scripted([refused(429, { 'retry-after': '7' }), refused(429, { 'retry-after': soon }), fine]);
    await client.GET('/v1/templates');
    expect(waits[0]).toBe(7000);
    expect(waits[1]).toBeGreaterThan(15_000);
    expect(waits[1]).toBeLessThanOrEqual(20_000);
  });

  it('is given up after four attempts, and at once when the wait is too long', async () => {
    const often = scripted(Array.from({ length: 4 }, () => refused(429, { 'retry-after': '1' })));
    expect(await failure(often.client.GET('/v1/templates'))).toMatchObject({ status: 429 });
    expect(often.sent).toHaveLength(4);
    const long = scripted([refused(429, { 'retry-after': '3600' })]);
    expect(await failure(long.client.GET('/v1/templates'))).toMatchObject({ status: 429 });
    expect(long.waits).toEqual([]);
  });

  it.each([['503', refused(503)], ['502', refused(502)], ['no answer', lost]])('%s: repeats what may be repeated, longer apart each time', async (_what, answer) => {
    const { client, sent, waits } = scripted([answer, answer, fine]);
    await client.POST('/v1/subscribers/{subscriberId}/resend-mail', { params: { path: { subscriberId: 's' }, header: once('order-1') } });
    expect(waits).toHaveLength(2);
    expect(waits[1]).toBeGreaterThan((waits[0] ?? 0) * 0.99);
    expect(sent.map(({ key }) => key)).toEqual(['"order-1"', '"order-1"', '"order-1"']);
  });

  it.each([['503', refused(503)], ['no answer', lost]])('%s: never repeats a POST that takes no key', async (_what, answer) => {
    const { client, sent } = scripted([answer]);
    expect(isProblem(await failure(client.POST('/v1/connectors/{connectorId}/check', { params: { path: { connectorId: 'c' } } })))).toBe(true);
    expect(sent).toMatchObject([{ key: null }]);
  });

  it('stops waiting when the caller gives up', async () => {
    const stop = new AbortController();
    const { client } = scripted([refused(429, { 'retry-after': '30' }), fine], { wait: undefined });
    const call = failure(client.GET('/v1/templates', { signal: stop.signal }));
    setTimeout(() => stop.abort(), 20);
    expect(await call).toMatchObject({ name: 'AbortError' });
  });
});

describe('what else programs need', () => {
  it('a list is read page after page, and no further than it is asked for', async () => {
    const page = (ids: string[], nextCursor: string | null): Answer => () => Response.json({ items: ids.map((id) => ({ id })), nextCursor });
    const { client, sent } = scripted([page(['a', 'b'], 'c1'), page([], 'c2'), page(['c'], null)]);
    const seen: string[] = [];
    for await (const { id } of itemsOf((cursor) => dataOf(client.GET('/v1/templates', { params: { query: { cursor } } })))) {
      seen.push(id);
      if (id === 'a') expect(sent).toHaveLength(1);
    }
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('a key that is named is quoted', () => {
    expect(once('order "4711"')).toEqual({ 'Idempotency-Key': '"order \\"4711\\""' });
  });

  it('a call that needs a key and is given none gets a new one, the same on every attempt at it', async () => {
    const { client, sent } = scripted([token(), lost, refused(401), token('second'), fine, fine], { credentials });
    const rename = () => client.POST('/v1/saved-views', { body: { name: 'Errors', query: {} } });
    await rename();
    await rename();
    const keys = sent.filter(({ path }) => path === '/v1/saved-views').map(({ key }) => key);
    expect(keys[0]).toMatch(/^"[0-9a-f]{32}"$/);
    expect(keys).toEqual([keys[0], keys[0], keys[0], expect.not.stringMatching(keys[0] ?? '')]);
    expect(sent.filter(({ path }) => path === '/oauth/token')).toMatchObject([{ key: null }, { key: null }]);
  });

  it('a refusal is told apart by its code', async () => {
    const error = await failure(scripted([refused(403)]).client.GET('/v1/templates'));
    expect([isProblem(error), isProblem(error, 'access.too_many_attempts'), isProblem(error, 'access.forbidden'), isProblem(new Error('else'))]).toEqual([true, true, false, false]);
  });
});
