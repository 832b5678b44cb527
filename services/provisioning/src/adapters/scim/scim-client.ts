import { CloudError } from '../../provisioning/cloud.ts';
import type { ProblemCode } from '../../problems.ts';
import { type Answered, createExchange, type Destination, type ExchangeLimits, jsonOf } from '../authorized-exchange.ts';
import type { HttpRequest } from '../http-exchange.ts';
import { retryAfterOf } from '../retry-after.ts';
import { scim } from './kind.ts';
import { readUser, type ScimUser, textAt } from './read-user.ts';

export type ScimCall = { method: HttpRequest['method']; path: string; query?: Record<string, string>; body?: object; ifMatch?: string | null };
/** `body` is undefined where the answer held no JSON; `location` is where a created user is. */
export type ScimAnswer = { status: number; body: unknown; etag: string | null; location: string | null; trackingId: string | null };
export type ScimClient = ((call: ScimCall) => Promise<ScimAnswer>) & { made(): number; lastTrackingId(): string | null };

/**
 * Speaks SCIM 2.0 (RFC 7644) over HTTP and sorts what goes wrong.
 * @throws CloudError for everything but a 2xx answer
 */
export function createScimClient(settings: Destination, traceId: string, limits: ExchangeLimits): ScimClient {
  const { exchange, made } = createExchange(settings, limits);
  const own = { accept: 'application/scim+json, application/json', 'x-request-id': traceId.replace(/[^\w.-]/g, '') };
  let trackingId: string | null = null;
  const call = async ({ method, path, query, body, ifMatch }: ScimCall): Promise<ScimAnswer> => {
    const headers = { ...own, ...(body && { 'content-type': 'application/scim+json' }), ...(ifMatch && { 'if-match': ifMatch }) };
    const result = await exchange({ method, path, query, headers, body: body && JSON.stringify(body) });
    trackingId = trackingOf(result);
    return result.status >= 200 && result.status < 300 ? answerOf(result) : refuse(method, result);
  };
  return Object.assign(call, { made, lastTrackingId: () => trackingId });
}

const trackingOf = ({ headers }: Answered): string | null => headers.get('x-request-id') ?? headers.get('request-id') ?? headers.get('trackingid');
const answerOf = (result: Answered): ScimAnswer => ({ status: result.status, body: jsonOf(result.body), etag: result.headers.get('etag'), location: result.headers.get('location'), trackingId: trackingOf(result) });

function refuse(method: string, result: Answered): never {
  const { status, headers } = result;
  const body = jsonOf(result.body);
  const word = textAt(body, 'scimType');
  const detail = textAt(body, 'detail');
  // A gateway speaks for itself: whether the platform behind it did the work, it does not know.
  const undecided = method !== 'GET' && detail === null && word === null && (status === 408 || status === 502 || status === 504);
  throw new CloudError(undecided ? 'unknown' : 'answered', detail ?? `The platform answered ${status}${word ? ` (${word})` : ''}.`, {
    status,
    retryAfterSeconds: retryAfterOf(headers),
    trackingId: trackingOf(result),
    code: codeFor(status, word),
  });
}

/** Somebody else changed the user in between, or it is locked: the next look sees it as it is then. */
const passing = [409, 412, 423];
function codeFor(status: number, word: string | null): ProblemCode | null {
  const known = word === null ? undefined : scim.errors[word.toLowerCase()];
  // It does not know such a request, and never will by being asked again (RFC 7644 3.12).
  if (status === 501) return known ?? 'cloud.rejected_request';
  return known ?? (passing.includes(status) ? 'cloud.unavailable' : null);
}

/** After a write the work may be done, however odd the answer is. @throws CloudError */
export function writtenUser(answer: ScimAnswer): ScimUser {
  const user = readUser(answer.body);
  if (!user) throw notUnderstood('unknown', answer);
  return user;
}

export const notUnderstood = (kind: 'answered' | 'unknown', { status, trackingId }: ScimAnswer): CloudError =>
  new CloudError(kind, 'The platform answered in a form that is not SCIM 2.0.', { status, trackingId, code: 'cloud.unavailable' });
