import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../http/app-type.ts';
import { asProblem, problemDocument } from '../http/error-handler.ts';
import { errorCodeOf } from '../problems.ts';

const TRACKING_ID = /^[\w.:-]{1,120}$/;

const givenTrackingId = ({ headers }: FastifyRequest): string | null => {
  const given = headers['trackingid'];
  return typeof given === 'string' && TRACKING_ID.test(given) ? given : null;
};

/** The caller's own tracking id when it sent a decent one, else the request's. */
export const trackingIdOf = (request: FastifyRequest): string => givenTrackingId(request) ?? `VESTIBULE_${request.ctx?.traceId ?? request.id}`;

/** Answers everything on this surface, refusals included, in the form existing programs expect. */
export function speakPublishedForm(app: App): void {
  app.addHook('preSerialization', async (_request, reply, payload) => {
    // Fields keep the order in which the published API shows them; a serializer made from the schema puts those that may be absent last.
    reply.serializer(JSON.stringify);
    return payload;
  });
  app.addHook('onRequest', async (request) => {
    const trackingId = givenTrackingId(request);
    // So that whoever quotes it can be found in the log.
    if (trackingId) request.log.info({ trackingId, traceId: request.ctx?.traceId }, 'a program sent its own tracking id');
  });
  app.addHook('onSend', async (request, reply) => {
    reply.header('TrackingID', trackingIdOf(request));
  });
  takeEmptyBodies(app);
  app.setErrorHandler(sendPublished);
}

/** Programs that send `Content-Type: application/json` with everything send it with a DELETE, too; no body is no broken one. */
function takeEmptyBodies(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => (body === '' ? done(null, undefined) : parse(request, String(body), done)));
}

/** A refusal in the form of the published API; also serves errors that come before routing. */
export function sendPublished(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = asProblem(error, request);
  if (refusal.kind === 'bug') request.log.error({ err: error }, 'a request failed');
  const { status, title, detail, errors, retryAfterSeconds } = problemDocument(refusal, '', request.id);
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="vestibule"');
  const number = errorCodeOf(refusal.code);
  const numbered = number === null ? {} : { errorCode: number };
  const numbers = numbersOf(error);
  const listed = errors?.map(({ pointer, message, errorCode }, at) => ({ description: describe(pointer, message), ...numbered, ...numbers[at], ...(errorCode !== undefined && { errorCode }), ...fieldOf(pointer) }));
  const said = [title, listed?.map(({ description }) => description).join('; ') ?? detail].filter(Boolean).join(' ');
  return reply
    .code(status)
    .header('TrackingID', trackingIdOf(request))
    .type('application/json; charset=utf-8')
    .send({ message: said, errors: listed ?? [{ description: detail ?? title, ...numbered }], trackingId: trackingIdOf(request) });
}

const nameOf = (pointer: string): string => pointer.slice(1).replaceAll('/', '.');
const fieldOf = (pointer: string): { fieldName?: string } => (pointer.length > 1 ? { fieldName: nameOf(pointer) } : {});

/** Says of which field it speaks. */
function describe(pointer: string, message: string): string {
  const field = nameOf(pointer);
  if (message.startsWith('must have required property')) return `${field} is missing`;
  return !field || message.startsWith(field) ? message : `${field} ${message}`;
}

const sizes = ['maxLength', 'minLength', 'maximum', 'minimum', 'maxItems', 'minItems'];

/** The published API has numbers of its own for a field that is not there, and for one that is too long or too short. */
function numbersOf(error: unknown): { errorCode?: number }[] {
  const findings = error instanceof Error && 'validation' in error && Array.isArray(error.validation) ? (error.validation as { keyword?: string }[]) : [];
  return findings.map(({ keyword = '' }) => {
    const errorCode = errorCodeOf(keyword === 'required' ? 'request.missing_field' : sizes.includes(keyword) ? 'request.size' : 'request.invalid');
    return errorCode === null ? {} : { errorCode };
  });
}
