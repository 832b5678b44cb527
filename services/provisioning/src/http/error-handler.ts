import fastifyPlugin from 'fastify-plugin';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemTraits } from '../problem-entry.ts';
import { describeProblem, Problem, problem, type ProblemCode, type ProblemFacts, type ProblemKind, problems } from '../problems.ts';
import type { App } from './app-type.ts';

/** The only place where the sort of a refusal becomes a status. */
export const statusOf: Record<ProblemKind, number> = {
  invalid: 400,
  signed_out: 401,
  forbidden: 403,
  absent: 404,
  wrong_method: 405,
  too_slow: 408,
  conflict: 409,
  gone: 410,
  outdated: 412,
  too_large: 413,
  address_too_long: 414,
  unsupported: 415,
  mismatch: 422,
  locked: 423,
  unconditional: 428,
  too_many: 429,
  head_too_large: 431,
  bug: 500,
  not_offered: 501,
  unavailable: 503,
};

export type ProblemDocument = ProblemFacts & { type: string; title: string; status: number; code: ProblemCode; requestId: string } & Pick<ProblemTraits, 'owner' | 'action' | 'retryable'>;

/** An RFC 9457 document. `publicUrl` is where its page can be opened. */
export function problemDocument({ code, kind, facts }: Problem, publicUrl: string, requestId: string): ProblemDocument {
  const { owner, action, retryable } = describeProblem(code);
  return { type: `${publicUrl}/docs/problems/${code}`, title: problems[code].title, status: statusOf[kind], code, requestId, owner, action, retryable, ...facts };
}

/**
 * Answers every error as a problem document. An error we did not foresee is logged whole and answered
 * without any of its details.
 */
export const errorHandler = fastifyPlugin(async (app: App, { publicUrl }: { publicUrl: string }) => {
  app.setErrorHandler((error, request, reply) => sendProblem(publicUrl, error, request, reply));
  app.setNotFoundHandler((request, reply) => sendProblem(publicUrl, problem('request.not_found'), request, reply));
});

/** Also serves errors that come before routing: a malformed address. */
export function sendProblem(publicUrl: string, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = asProblem(error, request);
  if (refusal.kind === 'bug') request.log.error({ err: error }, 'a request failed');
  else if (refusal !== error && refusal.kind === 'unavailable') request.log.warn({ err: error }, 'a request could not be served');
  const document = problemDocument(refusal, publicUrl, request.id);
  if (document.retryAfterSeconds !== undefined) reply.header('retry-after', document.retryAfterSeconds);
  // RFC 9110 wants a challenge with every 401; a surface with another scheme has set its own by now.
  if (document.status === 401 && !reply.hasHeader('www-authenticate')) reply.header('www-authenticate', 'Bearer realm="vestibule"');
  return reply.code(document.status).type('application/problem+json').send(JSON.stringify(document));
}

/**
 * Makes of any thrown value the problem that its receiver may know about.
 * @param request where it came, so that a refusal can say what that address takes
 */
export function asProblem(error: unknown, request?: Pick<FastifyRequest, 'routeOptions'>): Problem {
  if (error instanceof Problem) return error;
  if (isFastifyError(error)) {
    if (error.validation) return problem('request.invalid', { errors: error.validation.map(toFinding) });
    if (error.statusCode === 413) return tooLarge(request);
    if (error.statusCode === 414) return problem('request.address_too_long');
    if (error.statusCode === 415) return problem('request.unsupported_media_type');
    if (error.statusCode === 404) return problem('request.not_found');
    if (error.statusCode !== undefined && error.statusCode < 500) return problem('request.invalid', { detail: error.message });
  }
  if (unstorable.has(databaseCode(error))) return problem('request.invalid', { detail: 'A text holds a character that cannot be stored.' });
  return isDatabaseAway(error) ? problem('service.unavailable', { retryAfterSeconds: 5 }) : problem('request.failed');
}

/** Says how much is taken at this address, and what helps there. */
function tooLarge(request: Pick<FastifyRequest, 'routeOptions'> | undefined): Problem {
  const { bodyLimit, config } = request?.routeOptions ?? {};
  if (bodyLimit === undefined) return problem('request.body_too_large');
  return problem('request.body_too_large', { detail: [`At most ${bodyLimit} bytes are taken here.`, config?.whenTooLarge].filter(Boolean).join(' ') });
}

type Validation = NonNullable<FastifyError['validation']>[number];

/** JSON Pointer to the field at fault: for a missing or unknown field, or one that tells kinds apart, the field itself, not the object around it. */
function toFinding({ instancePath, params, message = 'is not valid' }: Validation): { pointer: string; message: string } {
  const field = params['missingProperty'] ?? params['additionalProperty'] ?? params['tag'];
  const pointer = typeof field === 'string' ? `${instancePath}/${field.replaceAll('~', '~0').replaceAll('/', '~1')}` : instancePath;
  return { pointer, message };
}

const isFastifyError = (error: unknown): error is FastifyError => error instanceof Error && 'code' in error && String(error.code).startsWith('FST_');

// Connection refused or reset, server starting or stopping, no connection left: the next attempt may work.
const awayCodes = new Set(['ECONNREFUSED', 'ECONNRESET', '57P01', '57P02', '57P03', '53300']);

const isDatabaseAway = (error: unknown): boolean => awayCodes.has(databaseCode(error));

// A NUL, or half of a surrogate pair: PostgreSQL keeps neither in a text.
const unstorable = new Set(['22021', '22P05']);

/** The code of PostgreSQL or of the network below it, also where the query builder has wrapped the error; else an empty text. */
function databaseCode(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
}
