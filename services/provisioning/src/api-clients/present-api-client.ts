import type { ApiClientRow } from './store.ts';

/** What both sorts of programs have. */
export const presentKey = ({ id, name, scopes, expiresAt, createdAt, createdBy, lastUsedAt, version }: ApiClientRow) =>
  ({ id, name, scopes, expiresAt, createdAt, createdBy: createdBy?.name ?? null, lastUsedAt, version });

export const presentClient = (row: ApiClientRow, now: Date) => ({
  ...presentKey(row),
  hasSecret: row.hasSecret,
  previousSecretUntil: row.previousSecretUntil && row.previousSecretUntil > now ? row.previousSecretUntil : null,
  keys: row.keys.map(({ id, kind, addedAt }) => ({ id, kind, addedAt })),
});
