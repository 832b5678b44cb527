import { CloudError } from '../../provisioning/cloud.ts';
import { type Answered, createExchange, type Destination, type ExchangeLimits, jsonOf } from '../authorized-exchange.ts';
import type { HttpRequest } from '../http-exchange.ts';
import { retryAfterOf } from '../retry-after.ts';
import { readRefusal } from './read-account.ts';

export type WebexCall = { method: HttpRequest['method']; path: string; query?: Record<string, string>; body?: object };
/** `body` is undefined where the answer held no JSON. */
export type WebexAnswer = { status: number; body: unknown; trackingId: string | null };
export type WebexClient = ((call: WebexCall) => Promise<WebexAnswer>) & { made(): number; lastTrackingId(): string | null };

/**
 * Speaks HTTP with the published API and sorts what goes wrong.
 * @throws CloudError for everything but a 2xx answer.
 */
export function createWebexClient(settings: Destination, traceId: string, limits: ExchangeLimits): WebexClient {
  const { exchange, made } = createExchange(settings, limits);
  const headers = { accept: 'application/json', trackingid: `VESTIBULE_${traceId.replace(/[^\w.-]/g, '')}` };
  let trackingId: string | null = null;
  const call = async ({ method, path, query, body }: WebexCall): Promise<WebexAnswer> => {
    const result = await exchange({ method, path, query, headers: body ? { ...headers, 'content-type': 'application/json' } : headers, body: body && JSON.stringify(body) });
    trackingId = result.headers.get('trackingid');
    return result.status >= 200 && result.status < 300 ? answerOf(result) : refuse(method, result);
  };
  return Object.assign(call, { made, lastTrackingId: () => trackingId });
}

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
