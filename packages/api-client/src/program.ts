import type { Client } from 'openapi-fetch';
import { accessTokens, type Credentials, type Fetch } from './access-tokens.ts';
import { createApiClient, type KeyedPaths } from './index.ts';
import { type RetryOptions, withRetries } from './retries.ts';

export type { Credentials } from './access-tokens.ts';
export * from './index.ts';
export { once } from './once.ts';
export { itemsOf, type Page } from './pages.ts';
export type { RetryOptions } from './retries.ts';

export type ProgramClientOptions = RetryOptions & {
  /** origin of the API, e.g. https://vestibule.example.com */
  baseUrl: string;
  credentials: Credentials;
  /** sent instead of the built-in one: behind a proxy, in tests */
  fetch?: Fetch;
  /** how the program names itself to whoever reads the logs */
  userAgent?: string;
};

/**
 * The client for programs: it fetches and renews tokens by itself, waits when it is told to, sends again what may be repeated (under
 * the same key), and throws `ProblemError` for every refusal that is left.
 */
export function createProgramClient({ baseUrl, credentials, fetch: send = (request) => fetch(request), userAgent, ...retries }: ProgramClientOptions): Client<KeyedPaths> {
  const patient = withRetries(send, retries);
  const tokens = accessTokens(baseUrl, credentials, patient);
  return createApiClient({
    baseUrl,
    fetch: async (request) => {
      const token = await tokens.current();
      const spare = request.clone();
      const answer = await patient(carrying(request, token, userAgent));
      // A token may be withdrawn before its time; another one is worth a try, once.
      if (answer.status !== 401 || !tokens.drop(token)) return answer;
      await answer.body?.cancel();
      return patient(carrying(spare, await tokens.current(), userAgent));
    },
  });
}

function carrying(request: Request, token: string, userAgent: string | undefined): Request {
  const headers = new Headers(request.headers);
  headers.set('authorization', `Bearer ${token}`);
  if (userAgent) headers.set('user-agent', userAgent);
  return new Request(request, { headers });
}
