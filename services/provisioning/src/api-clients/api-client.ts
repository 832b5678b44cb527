import { grantableScopes, type Right, rightsOf } from '../access.ts';

export const TOKEN_SECONDS = 3600;

export const hasExpired = ({ expiresAt }: { expiresAt: Date | null }, now: Date): boolean => expiresAt !== null && expiresAt <= now;

/** Under which text a client's secret is kept: the secret alone opens nothing. */
export const credentialOf = (clientId: string, clientSecret: string): string => `${clientId}:${clientSecret}`;

/**
 * The scopes a token gets (RFC 6749, section 3.3): all of the client's, or fewer when it asks for fewer.
 * A name of the published API stands for our scope and the other way round.
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

const rightsFrom = (scopes: readonly string[]): readonly Right[] => rightsOf({ kind: 'api_client', id: '', name: '', scopes });

/**
 * A token carries its scopes behind the random part. It is stored only as a hash over the whole, so whoever
 * changes them has a token that opens nothing.
 */
export const tokenFrom = (random: string, scopes: readonly string[]): string => `${random}.${Buffer.from(scopes.join(' ')).toString('base64url')}`;

export const scopesIn = (token: string): string[] => Buffer.from(token.slice(token.lastIndexOf('.') + 1), 'base64url').toString().split(' ');
