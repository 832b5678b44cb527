import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Actor } from '../context.ts';
import { moment, providerId, systemReads, tenantOnly } from '../db/columns.ts';
import type { Credential } from './api-client.ts';
import type { ClientKey } from './client-key.ts';

export const apiClients = pgTable(
  'api_clients',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    /** How it proves itself: by asking for tokens, or with a key that stands for itself. */
    credential: text('credential').$type<Credential>().notNull().default('client'),
    name: text('name').notNull(),
    scopes: text('scopes').array().notNull(),
    /** Without one it proves itself with its keys only. */
    hasSecret: boolean('has_secret').notNull().default(true),
    /** Tokens of another generation open nothing: raising it ends all there are. */
    tokenGeneration: integer('token_generation').notNull().default(1),
    /** Public keys with which it may sign what it asks for tokens with. */
    keys: jsonb('keys').$type<ClientKey[]>().notNull().default([]),
    /** After this the client gets no tokens and its tokens open nothing; null is never. */
    expiresAt: moment('expires_at'),
    createdBy: jsonb('created_by').$type<{ kind: Actor['kind']; name: string | null }>(),
    /** Until when the secret before the present one still works. */
    previousSecretUntil: moment('previous_secret_until'),
    createdAt: moment('created_at').notNull(),
    lastUsedAt: moment('last_used_at'),
    version: integer('version').notNull().default(1),
  },
  (table) => [primaryKey({ columns: [table.providerId, table.id] }), tenantOnly()],
);

/** Tokens that were revoked, and assertions that were used, until they would have expired. */
export const spentTokenIds = pgTable(
  'spent_token_ids',
  {
    providerId: providerId(),
    kind: text('kind').$type<'access_token' | 'assertion'>().notNull(),
    clientId: uuid('client_id').notNull(),
    tokenId: text('token_id').notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.providerId, table.kind, table.clientId, table.tokenId] }), index('spent_token_ids_by_expiry').on(table.expiresAt), tenantOnly(), systemReads()],
);
