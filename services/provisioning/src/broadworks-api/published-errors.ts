import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../http/app-type.ts';
import { asProblem, problemDocument } from '../http/error-handler.ts';
import { errorCodeOf, type Problem } from '../problems.ts';

const TRACKING_ID = /^[\w.:-]{1,120}$/;

/** The caller's own tracking id when it sent a decent one, else the request's. */
export function trackingIdOf(request: FastifyRequest): string {
  const given = request.headers['trackingid'];
  return typeof given === 'string' && TRACKING_ID.test(given) ? given : `VESTIBULE_${request.ctx?.traceId ?? request.id}`;
}

/** Answers everything on this surface, refusals included, in the form existing programs expect. */
export function speakPublishedForm(app: App): void {
  app.addHook('onSend', async (request, reply) => {
    reply.header('TrackingID', trackingIdOf(request));
  });
  app.setErrorHandler((error, request, reply) => sendPublished(asProblem(error), error, request, reply));
}

function sendPublished(refusal: Problem, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (refusal.kind === 'bug') request.log.error({ err: error }, 'a request failed');
  const { status, title, detail, errors, retryAfterSeconds } = problemDocument(refusal, '', request.id);
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  const errorCode = errorCodeOf(refusal.code);
  const numbered = errorCode === null ? {} : { errorCode };
  const found = findingsOf(error);
  const listed = errors?.map(({ pointer, message }, at) => ({ description: message, fieldName: pointer.replace(/^\//, ''), ...numbered, ...found[at] }));
  return reply
    .code(status)
    .type('application/json')
    .send({ message: detail ?? title, errors: listed ?? [{ description: detail ?? title, ...numbered }], trackingId: trackingIdOf(request) });
}

const sizes = ['maxLength', 'minLength', 'maximum', 'minimum', 'maxItems', 'minItems'];

/** The published API has numbers of its own for a field that is not there, and for one that is too long or too short. */
function findingsOf(error: unknown): { errorCode?: number }[] {
  const findings = error instanceof Error && 'validation' in error && Array.isArray(error.validation) ? (error.validation as { keyword?: string }[]) : [];
  return findings.map(({ keyword = '' }) => {
    const errorCode = errorCodeOf(keyword === 'required' ? 'request.missing_field' : sizes.includes(keyword) ? 'request.size' : 'request.invalid');
    return errorCode === null ? {} : { errorCode };
  });
}
