import type { CustomFetch } from 'openid-client';
import { exchangeHttp } from '../http-exchange.ts';

const TIMEOUT_MS = 8_000;
const MAX_BYTES = 1_000_000;

/** No whole answer came. `code` tells that apart from answers that are wrong. */
export class Unreached extends Error {
  readonly code = 'OIDC_UNREACHED';
}

/** Calls like everything else that goes to an address an admin configured: bounded in time and size, no redirects, no forbidden networks. */
export const fetchGuarded = (allowPrivate: boolean): CustomFetch => async (url, { method, headers, body }) => {
  const text = body === undefined || body === null ? undefined : String(body);
  const asked = method === 'POST' ? 'POST' : 'GET';
  const result = await exchangeHttp({ method: asked, url, headers, ...(text !== undefined && { body: text }), timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES, allowPrivate });
  if (result.kind !== 'answered') throw new Unreached(result.reason);
  const names = ['content-type', 'location', 'www-authenticate', 'cache-control'];
  const known = names.flatMap((name): [string, string][] => [[name, result.headers.get(name) ?? '']]).filter(([, value]) => value !== '');
  // Statuses without a body refuse one, even an empty one.
  return new Response([204, 205, 304].includes(result.status) ? null : new Uint8Array(result.body), { status: result.status, headers: known });
};
