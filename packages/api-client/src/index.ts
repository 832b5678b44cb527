import createClient, { type Client } from 'openapi-fetch';
import { type KeyedPaths, naming } from './keys.ts';
import { ProblemError, problemFrom } from './problem.ts';
import type { paths } from './schema.gen.ts';

export { isProblem, ProblemError, type Problem, type ProblemCode } from './problem.ts';
export type { KeyedPaths } from './keys.ts';
export type { components, paths } from './schema.gen.ts';

export type ApiClientOptions = {
  /** origin of the API; absent means the page's own origin */
  baseUrl?: string;
  fetch?: (request: Request) => Promise<Response>;
};

/**
 * A typed client whose calls throw `ProblemError` for every answer that is not a success. A call that needs an `Idempotency-Key`
 * gets a new one where the caller gives none.
 */
export function createApiClient(options: ApiClientOptions = {}): Client<KeyedPaths> {
  const client = createVisitorClient<KeyedPaths>(options);
  client.use(naming);
  return client;
}

/** The same without keys, for pages whose visitors call nothing that needs one: they need not carry the list. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the bound openapi-fetch itself sets
export function createVisitorClient<Paths extends {} = paths>(options: ApiClientOptions = {}): Client<Paths> {
  const client = createClient<Paths>({ baseUrl: options.baseUrl ?? '', fetch: options.fetch });
  client.use({
    async onResponse({ response }) {
      if (!response.ok) throw new ProblemError(await problemFrom(response));
    },
    onError({ error }) {
      if (isAbort(error) || error instanceof ProblemError) return;
      return new ProblemError({ title: 'No answer from the server', status: 0, code: 'network.unreachable' }, { cause: error });
    },
  });
  return client;
}

/** The body of a call made with `createApiClient`; refusals have thrown already, so it is there. */
export async function dataOf<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call;
  return data as T;
}

function isAbort(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError';
}
