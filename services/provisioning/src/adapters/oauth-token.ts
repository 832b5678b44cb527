import type { RequestToken, TokenAnswer, TokenExchange } from '../connectors/token-request.ts';
import { jsonOf } from './authorized-exchange.ts';
import { exchangeHttp } from './http-exchange.ts';
import { retryAfterOf } from './retry-after.ts';

/** Asks a platform's token endpoint, with the client's credentials in the body, as service apps and most SCIM platforms take them. */
export function createRequestToken({ allowPrivate, timeoutMs = 10_000 }: { allowPrivate: boolean; timeoutMs?: number }): RequestToken {
  return async (exchange) => {
    const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
    const result = await exchangeHttp({ method: 'POST', url: exchange.tokenUrl, headers, body: new URLSearchParams(fieldsOf(exchange)).toString(), timeoutMs, allowPrivate, maxBytes: 64 * 1024 });
    if (result.kind !== 'answered') return { result: 'unreachable', detail: `The token endpoint did not answer: ${result.reason}.`, retryAfterSeconds: null };
    if (result.status === 429 || result.status >= 500) return { result: 'unreachable', detail: `The token endpoint answered ${result.status}.`, retryAfterSeconds: retryAfterOf(result.headers) };
    return readAnswer(result.status, jsonOf(result.body));
  };
}

function fieldsOf({ clientId, clientSecret, ...granted }: TokenExchange): Record<string, string> {
  const client = { grant_type: granted.grant, client_id: clientId, client_secret: clientSecret };
  if (granted.grant === 'refresh_token') return { ...client, refresh_token: granted.refreshToken };
  return granted.scope ? { ...client, scope: granted.scope } : client;
}

/** A token is asked for anew at least once a day, however long it is said to live. */
const LONGEST_SECONDS = 86_400;
/** What a header can hold (RFC 6750 2.1); nothing else could ever be sent back. */
const SENDABLE = /^[\x21-\x7e]{1,8000}$/;

/** The error's code is told, and no value of ours: they may be in the description. */
function readAnswer(status: number, body: unknown): TokenAnswer {
  const { access_token: accessToken, expires_in: expiresIn, refresh_token: refreshToken, error } = Object(body) as Record<string, unknown>;
  if (status >= 200 && status < 300 && typeof accessToken === 'string' && SENDABLE.test(accessToken)) {
    const seconds = Number(expiresIn);
    return { result: 'granted', accessToken, expiresInSeconds: seconds > 0 ? Math.min(LONGEST_SECONDS, seconds) : null, refreshToken: typeof refreshToken === 'string' && refreshToken !== '' ? refreshToken : null };
  }
  const code = typeof error === 'string' && /^[\w.-]{1,60}$/.test(error) ? error : null;
  return { result: 'refused', detail: `The token endpoint answered ${status}${code ? ` (${code})` : ''}.` };
}
