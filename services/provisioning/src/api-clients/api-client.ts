import { grantableScopes, type Right, rightsOf } from '../access.ts';
import { problem } from '../problems.ts';

/** Short, and yet nothing depends on it: a token ends with its client, and can be revoked. */
export const TOKEN_SECONDS = 900;

export type Credential = 'client' | 'key';

export const hasExpired = ({ expiresAt }: { expiresAt: Date | null }, now: Date): boolean => expiresAt !== null && expiresAt <= now;

/** Under which text a client's secret is kept: the secret alone opens nothing. */
export const credentialOf = (clientId: string, clientSecret: string): string => `${clientId}:${clientSecret}`;

/** What every API key begins with, so that scanners find one that leaked: followed by 43 characters of base64url. */
export const API_KEY_PREFIX = 'vestibule_key_';

/**
 * The scopes a token gets (RFC 6749, section 3.3): all of the client's, or fewer when it asks for fewer.
 * A name of the published API may stand for ours where it gives no more rights.
 * @param asked separated by spaces, as in the request; null when absent.
 * @returns null when one is unknown or gives a right the client does not have.
 */
export function scopesOf(granted: readonly string[], asked: string | null): string[] | null {
  const wanted = [...new Set(asked?.split(' ').filter(Boolean) ?? [])];
  if (wanted.length === 0) return asked === null ? [...granted] : null;
  const has = rightsFrom(granted);
  const allowed = wanted.every((scope) => grantableScopes.includes(scope) && rightsFrom([scope]).every((right) => has.includes(right)));
  return allowed ? wanted : null;
}

/** What is left of a token's scopes when the client has other ones by now: those it could still be given. */
export const scopesLeft = (granted: readonly string[], given: readonly string[]): string[] => given.filter((scope) => scopesOf(granted, scope) !== null);

const rightsFrom = (scopes: readonly string[]): readonly Right[] => rightsOf({ kind: 'api_client', id: '', name: '', scopes });

/** @throws request.invalid when it has passed. */
export function requireToCome(expiresAt: Date | null | undefined, now: Date): void {
  if (expiresAt && !(expiresAt > now)) throw problem('request.invalid', { errors: [{ pointer: '/expiresAt', message: 'must be in the future' }] });
}
