import * as client from 'openid-client';
import { OidcFailure, type OidcFailureReason } from '../../identity-providers/oidc.ts';

/** What the identity provider says when it does not know us, or does not take our secret or our addresses. */
const aboutUs = new Set(['invalid_client', 'unauthorized_client', 'invalid_scope', 'invalid_request', 'unsupported_response_type']);

/** Decides by codes what went wrong. Messages of the libraries may quote tokens and are left out, but for their kind. */
export function failureOf(error: unknown): OidcFailure {
  return new OidcFailure(reasonOf(error), inWords(error), { cause: undefined });
}

function reasonOf(error: unknown): OidcFailureReason {
  if (error instanceof client.AuthorizationResponseError) return error.error === 'access_denied' || error.error === 'login_required' || error.error === 'interaction_required' ? 'cancelled' : reasonOfCode(error.error);
  if (error instanceof client.ResponseBodyError) return error.status >= 500 ? 'unreachable' : reasonOfCode(error.error);
  if (error instanceof client.WWWAuthenticateChallengeError) return 'misconfigured';
  const codes = codesOf(error);
  if (codes.includes('OIDC_UNREACHED')) return 'unreachable';
  // Anything but 200 from the discovery document: the address is wrong, or the server behind it is down.
  if (codes.includes('OAUTH_RESPONSE_IS_NOT_CONFORM') || codes.includes('OAUTH_RESPONSE_IS_NOT_JSON')) return 'unreachable';
  return 'answer_invalid';
}

const reasonOfCode = (code: string): OidcFailureReason => (aboutUs.has(code) ? 'misconfigured' : code === 'server_error' || code === 'temporarily_unavailable' ? 'unreachable' : 'answer_invalid');

type Cause = { name?: unknown; message?: unknown; code?: unknown; cause?: unknown };

/** An error and what caused it, outermost first. By shape, not by class: the platform's errors need not be of our realm. */
function causesOf(error: unknown): Cause[] {
  const causes: Cause[] = [];
  for (let at = error; typeof at === 'object' && at !== null && causes.length < 8; at = (at as Cause).cause) causes.push(at);
  return causes;
}

export const codesOf = (error: unknown): string[] => causesOf(error).flatMap(({ code }) => (typeof code === 'string' ? [code] : []));

/** Kind and codes: enough to find the cause, and never an answer's content. */
export function inWords(error: unknown): string {
  if (error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError) return `the identity provider answered ${error.error}`;
  const causes = causesOf(error);
  const unreached = causes.find(({ code }) => code === 'OIDC_UNREACHED');
  return unreached ? String(unreached.message) : [causes[0]?.name ?? typeof error, ...codesOf(error)].join(' ');
}
