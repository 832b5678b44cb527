import type { Buffer } from 'node:buffer';
import { CloudError, type ConnectorSettings } from '../../provisioning/cloud.ts';
import { exchangeHttp, type HttpRequest, type HttpResult } from '../http-exchange.ts';
import { readRefusal } from './read-account.ts';

export type WebexCall = { method: HttpRequest['method']; path: string; query?: Record<string, string>; body?: object };
/** `body` is undefined where the answer held no JSON. */
export type WebexAnswer = { status: number; body: unknown; trackingId: string | null };
export type WebexClient = (call: WebexCall) => Promise<WebexAnswer>;

const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * Speaks HTTP with the published API and sorts what goes wrong; the token leaves in a header and appears nowhere else.
 * @throws CloudError for everything but a 2xx answer.
 */
export function createWebexClient(settings: ConnectorSettings, traceId: string, limits: { timeoutMs: number; allowPrivate: boolean }): WebexClient {
  const headers = {
    accept: 'application/json',
    authorization: `Bearer ${settings.accessToken}`,
    trackingid: `VESTIBULE_${traceId.replace(/[^\w.-]/g, '')}`,
  };

  return async ({ method, path, query, body }) => {
    const result = await exchangeHttp({
      method,
      url: urlOf(settings.baseUrl, path, query),
      headers: body ? { ...headers, 'content-type': 'application/json' } : headers,
      body: body && JSON.stringify(body),
      ...limits,
      maxBytes: MAX_ANSWER_BYTES,
    });
    if (result.kind === 'unreached') throw new CloudError('unreached', `The cloud platform was not reached: ${result.reason}.`);
    if (result.kind === 'unknown') throw new CloudError('unknown', `The cloud platform did not answer ${method} ${path}: ${result.reason}.`);
    return result.status >= 200 && result.status < 300 ? answerOf(result) : refuse(method, result);
  };
}

/** URLSearchParams writes `+` as %2B, which user ids and enterprise ids need. */
function urlOf(baseUrl: string, path: string, query?: Record<string, string>): string {
  return `${baseUrl.replace(/\/+$/, '')}${path}${query ? `?${new URLSearchParams(query)}` : ''}`;
}

type Answered = Extract<HttpResult, { kind: 'answered' }>;

const answerOf = ({ status, headers, body }: Answered): WebexAnswer => ({ status, body: jsonOf(body), trackingId: headers.get('trackingid') });

function refuse(method: string, { status, headers, body }: Answered): never {
  const { errorCode, description, trackingId } = readRefusal(jsonOf(body));
  // A gateway speaks for itself: whether the platform behind it did the work, it does not know.
  const undecided = method !== 'GET' && errorCode === null && (status === 408 || status === 502 || status === 504);
  throw new CloudError(undecided ? 'unknown' : 'answered', description ?? `The cloud platform answered ${status}.`, {
    status,
    errorCode,
    retryAfterSeconds: retryAfterOf(headers),
    trackingId: trackingId ?? headers.get('trackingid'),
  });
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Seconds, or a date (RFC 9110), which is measured by the platform's own clock where it shows one. */
function retryAfterOf(headers: Answered['headers']): number | null {
  const text = headers.get('retry-after')?.trim();
  if (!text) return null;
  if (/^\d+$/.test(text)) return Number(text);
  const then = Date.parse(text);
  const shown = Date.parse(headers.get('date') ?? '');
  const now = Number.isNaN(shown) ? Date.now() : shown;
  return Number.isNaN(then) ? null : Math.max(0, Math.ceil((then - now) / 1000));
}
