import { describe, expect, it } from '@jest/globals';
import { createApiClient, dataOf, ProblemError } from './index.ts';

const clientWith = (answer: () => Response | Promise<Response>) => createApiClient({ baseUrl: 'http://api.example', fetch: async () => answer() });
const failureOf = (call: Promise<unknown>): Promise<unknown> => call.then(() => 'succeeded', (error: unknown) => error);

describe('a call that succeeds', () => {
  it('gives its body', async () => {
    const client = clientWith(() => Response.json({ items: [], nextCursor: null }));
    expect(await dataOf(client.GET('/v1/templates'))).toEqual({ items: [], nextCursor: null });
  });

  it('passes when there is no body to give', async () => {
    const client = clientWith(() => new Response(null, { status: 204 }));
    await expect(client.DELETE('/v1/session')).resolves.toBeDefined();
  });
});

describe('a call that is refused', () => {
  it('throws the whole problem document', async () => {
    const problem = { type: 'about:blank', title: 'Wait', status: 429, code: 'access.too_many_attempts', requestId: 'r-1', retryAfterSeconds: 30 };
    const error = await failureOf(clientWith(() => Response.json(problem, { status: 429 })).GET('/v1/templates'));
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ problem, code: 'access.too_many_attempts', status: 429 });
  });

  it('still has a code when a proxy answers with a page of its own', async () => {
    const error = await failureOf(clientWith(() => new Response('<h1>Bad gateway</h1>', { status: 502, statusText: 'Bad Gateway' })).GET('/v1/templates'));
    expect(error).toMatchObject({ code: 'http.502', status: 502, problem: { title: 'Bad Gateway' } });
  });
});

describe('a call that gets no answer', () => {
  it('throws network.unreachable', async () => {
    const error = await failureOf(clientWith(() => Promise.reject(new TypeError('Failed to fetch'))).GET('/v1/templates'));
    expect(error).toMatchObject({ code: 'network.unreachable', status: 0 });
  });

  it('stays an abort when the caller gave it up', async () => {
    const error = await failureOf(clientWith(() => Promise.reject(new DOMException('gone', 'AbortError'))).GET('/v1/templates'));
    expect(error).toMatchObject({ name: 'AbortError' });
  });
});
