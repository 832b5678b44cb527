import type { ApiClient } from '../api.ts';

export type Scope = ApiClient['scopes'][number];

/** In the order in which they are offered; the names of the published API are offered apart: each is less than any of ours. */
export const ownScopes = ['templates:read', 'templates:write', 'subscribers:read', 'subscribers:write', 'events:read', 'webhooks:write', 'admin'] as const satisfies readonly Scope[];
export const publishedScopes = ['spark-admin:broadworks_subscribers_read', 'spark-admin:broadworks_subscribers_write', 'spark-admin:broadworks_enterprises_read', 'spark-admin:broadworks_enterprises_write'] as const satisfies readonly Scope[];

/** The key of a scope's explanation: colons would read as something else there. */
export const scopeKey = (scope: Scope): string => scope.replace('spark-admin:', '').replace(':', '_');

export const lifetimes = ['30', '90', '365', 'never'] as const;
export type Lifetime = (typeof lifetimes)[number];

/** When a client made now ends, in ISO 8601; null is never. */
export const expiryOf = (lifetime: Lifetime, now: number): string | null => (lifetime === 'never' ? null : new Date(now + Number(lifetime) * 86_400_000).toISOString());

/** A line that gets a token, to paste into a terminal. Ids and secrets hold nothing a shell would read. */
export const curlLine = (origin: string, clientId: string, clientSecret: string): string => `curl -u '${clientId}:${clientSecret}' -d grant_type=client_credentials ${origin}/oauth/token`;

/** The same for a key: the first list it may read. */
export const keyLine = (origin: string, { key, scopes }: { key: string; scopes: readonly Scope[] }): string =>
  `curl -H 'Authorization: Bearer ${key}' '${origin}/v1/${scopes.some((scope) => scope === 'templates:read' || scope === 'admin') ? 'templates' : 'subscribers'}?limit=1'`;

/** What a new program is asked for. */
export type ProgramForm = { name: string; scopes: readonly Scope[]; lifetime: Lifetime | 'kept' };
export const emptyProgram = (lifetime: Lifetime = '365'): ProgramForm => ({ name: '', scopes: [], lifetime });

type Program = Pick<ApiClient, 'name' | 'scopes' | 'expiresAt'>;
export type ProgramChanges = Partial<Program>;

/** What a program there is begins with: everything as it is. */
export const formOf = ({ name, scopes, expiresAt }: Program): ProgramForm => ({ name, scopes, lifetime: expiresAt === null ? 'never' : 'kept' });

/** What is different, or null while something is missing. */
export function changesOf(before: Program, form: ProgramForm, now: number): ProgramChanges | null {
  const after = programOf(form, now);
  if (!after) return null;
  const { name, scopes, expiresAt } = after;
  const sameScopes = scopes.length === before.scopes.length && scopes.every((scope) => before.scopes.includes(scope));
  const sameEnd = form.lifetime === 'kept' || expiresAt === before.expiresAt;
  return { ...(name !== before.name && { name }), ...(!sameScopes && { scopes }), ...(!sameEnd && { expiresAt }) };
}

/** What to send, or null while something is missing. */
export function programOf({ name, scopes, lifetime }: ProgramForm, now: number): { name: string; scopes: Scope[]; expiresAt: string | null } | null {
  return name.trim() && scopes.length > 0 ? { name: name.trim(), scopes: [...scopes], expiresAt: lifetime === 'kept' ? null : expiryOf(lifetime, now) } : null;
}
