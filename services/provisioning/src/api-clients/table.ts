import { jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Actor } from '../context.ts';
import { moment, providerId, tenantOnly } from '../db/columns.ts';

export const apiClients = pgTable(
  'api_clients',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    scopes: text('scopes').array().notNull(),
    /** After this the client gets no tokens and its tokens open nothing; null is never. */
    expiresAt: moment('expires_at'),
    createdBy: jsonb('created_by').$type<{ kind: Actor['kind']; name: string | null }>(),
    /** Until when the secret before the present one still works. */
    previousSecretUntil: moment('previous_secret_until'),
    createdAt: moment('created_at').notNull(),
    lastUsedAt: moment('last_used_at'),
  },
  (table) => [primaryKey({ columns: [table.providerId, table.id] }), tenantOnly()],
);
