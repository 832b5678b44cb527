import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../http/app-type.ts';
import { asProblem, problemDocument } from '../http/error-handler.ts';
import { type Problem, problem, type ProblemCode } from '../problems.ts';
import { noteScimRefusal, type OpenScim } from './open-scim.ts';
import { ERROR, SCIM_MEDIA, type ScimType } from './schemas.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The template whose token the caller has shown, before anything else of the call is looked at. */
    scim: OpenScim | null;
  }
}

/** The words of RFC 7644, table 9, and RFC 9865. */
const scimTypeOf: Partial<Record<ProblemCode, ScimType>> = {
  'scim.user_name_taken': 'uniqueness', 'scim.external_id_taken': 'uniqueness', 'subscriber.email_in_use': 'uniqueness', 'subscriber.user_id_taken': 'uniqueness',
  'scim.syntax_invalid': 'invalidSyntax', 'scim.value_invalid': 'invalidValue', 'scim.path_invalid': 'invalidPath', 'scim.no_target': 'noTarget', 'scim.mutability': 'mutability',
  'scim.filter_invalid': 'invalidFilter', 'scim.too_many': 'tooMany', 'scim.cursor_invalid': 'invalidCursor', 'scim.customer_missing': 'invalidValue', 'request.invalid': 'invalidValue', 'request.missing_field': 'invalidValue',
  'subscriber.email_invalid': 'invalidValue', 'subscriber.number_or_extension_required': 'invalidValue',
};
/** What tells nothing about how users are handed over. */
const unnoted: readonly ProblemCode[] = ['scim.user_not_found', 'request.not_found', 'request.version_outdated', 'scim.not_implemented', 'access.too_many_attempts', 'scim.token_replaced', 'scim.off'];

/** What is called, without ids and addresses. */
export const callOf = ({ method, routeOptions }: FastifyRequest): string => `${method} ${(routeOptions.url ?? '').replace('/scim/v2', '').replace('/:scimUserId', '') || '/'}`;

/** `application/json` for whoever asks for that and not for SCIM's own. */
export const mediaOf = ({ headers }: FastifyRequest): string => {
  const accepted = headers.accept ?? '';
  return accepted.includes('application/json') && !accepted.includes(SCIM_MEDIA) ? 'application/json' : SCIM_MEDIA;
};

/** Answers everything on this surface, refusals included, in the form of RFC 7644, and keeps what the last refusal was about. */
export function speakScim(app: App): void {
  app.addHook('onSend', async (request, reply) => {
    if (reply.statusCode === 401) reply.header('www-authenticate', 'Bearer realm="vestibule"');
    if (reply.statusCode !== 204) reply.type(`${mediaOf(request)}; charset=utf-8`);
  });
  app.setErrorHandler(async (error, request, reply) => sendScimError(error, request, reply));
  app.setNotFoundHandler(async (request, reply) => sendScimError(problem('request.not_found'), request, reply));
}

/** A refusal in the form of RFC 7644; also serves errors that come before routing. */
export async function sendScimError(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const refusal = asProblem(error, request);
  if (refusal.kind === 'bug') request.log.error({ err: error }, 'a request failed');
  else if (refusal !== error && refusal.kind === 'unavailable') request.log.warn({ err: error }, 'a request could not be served');
  const { status, title, detail, errors, retryAfterSeconds } = problemDocument(refusal, '', request.id);
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  if (request.scim && status < 500 && !unnoted.includes(refusal.code)) await noteScimRefusal(request.scim, { reason: refusal.code, call: callOf(request), field: fieldOf(refusal) });
  const scimType = scimTypeOf[refusal.code];
  const named = detail ?? errors?.map(({ pointer, message }) => `${pointer.slice(1)} ${message}`).join('; ');
  return reply
    .code(status)
    .type(mediaOf(request))
    .serializer(JSON.stringify)
    .send({ schemas: [ERROR], status: String(status), ...(scimType && { scimType }), detail: named ? `${title} (${named})` : title });
}

const fieldOf = ({ facts }: Problem): string | null => facts.errors?.[0]?.pointer ?? null;
