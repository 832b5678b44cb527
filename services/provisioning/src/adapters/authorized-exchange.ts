import type { Buffer } from 'node:buffer';
import { type Authorization, CloudError } from '../provisioning/cloud.ts';
import { exchangeHttp, type HttpRequest, type HttpResult } from './http-exchange.ts';

export type ExchangeLimits = { timeoutMs: number; allowPrivate: boolean };
export type Answered = Extract<HttpResult, { kind: 'answered' }>;
export type Exchange = { method: HttpRequest['method']; path: string; query?: Record<string, string> | undefined; headers: Record<string, string>; body?: string | undefined };

const MAX_ANSWER_BYTES = 1024 * 1024;

export type Destination = { baseUrl: string; authorization: Authorization; pace(): Promise<void> };

/**
 * Exchanges with one platform, with a token that is renewed once when it is refused; it leaves in a header and appears nowhere else.
 * `made` counts the requests that left. What the answer means is for the caller.
 * @throws CloudError when there was no whole answer
 */
export function createExchange({ baseUrl, authorization, pace }: Destination, limits: ExchangeLimits) {
  let made = 0;
  const send = async ({ method, path, query, headers, body }: Exchange, token: string): Promise<Answered> => {
    await pace();
    made += 1;
    const result = await exchangeHttp({ method, url: urlOf(baseUrl, path, query), headers: { ...headers, authorization: `Bearer ${token}` }, body, ...limits, maxBytes: MAX_ANSWER_BYTES });
    if (result.kind === 'unreached') throw new CloudError('unreached', `The cloud platform was not reached: ${result.reason}.`);
    if (result.kind === 'unknown') throw new CloudError('unknown', `The cloud platform did not answer ${method} ${path}: ${result.reason}.`);
    return result;
  };
  return {
    made: () => made,
    async exchange(asked: Exchange): Promise<Answered> {
      const token = await authorization.token();
      const first = await send(asked, token);
      const another = first.status === 401 ? await authorization.renew(token) : null;
      return another === null ? first : send(asked, another);
    },
  };
}

/** URLSearchParams writes `+` as %2B, which user ids and enterprise ids need. */
function urlOf(baseUrl: string, path: string, query?: Record<string, string>): string {
  return `${baseUrl.replace(/\/+$/, '')}${path}${query ? `?${new URLSearchParams(query)}` : ''}`;
}

/** The JSON of a body, or undefined where it holds none. */
export function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
