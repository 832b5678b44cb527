import { foreignKey, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { moment, providerId, tenantOnly } from '../db/columns.ts';
import { subscribers } from '../subscribers/table.ts';

/** Signed-in visits to the portal. The token itself is only in the browser; its hash is in access_keys. */
export const activations = pgTable(
  'activations',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    subscriberId: uuid('subscriber_id').notNull(),
    language: text('language').notNull(),
    createdAt: moment('created_at').notNull(),
    lastSeenAt: moment('last_seen_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.id] }),
    foreignKey({
      columns: [table.providerId, table.subscriberId],
      foreignColumns: [subscribers.providerId, subscribers.id],
      name: 'activations_subscriber',
    }).onDelete('cascade'),
    tenantOnly(),
  ],
);
