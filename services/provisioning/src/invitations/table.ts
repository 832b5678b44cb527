import { sql } from 'drizzle-orm';
import { foreignKey, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { moment, providerId, tenantOnly } from '../db/columns.ts';
import { subscribers } from '../subscribers/table.ts';

/** Personal links that stand for a user's BroadWorks id. The key itself is only in the link; its hash is in access_keys. */
export const invitations = pgTable(
  'invitations',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    subscriberId: uuid('subscriber_id').notNull(),
    /** The admin or API client who made it, by name. */
    createdBy: text('created_by'),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    usedAt: moment('used_at'),
    revokedAt: moment('revoked_at'),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.id] }),
    uniqueIndex('invitations_one_open').on(table.providerId, table.subscriberId).where(sql`used_at is null and revoked_at is null`),
    foreignKey({
      columns: [table.providerId, table.subscriberId],
      foreignColumns: [subscribers.providerId, subscribers.id],
      name: 'invitations_subscriber',
    }).onDelete('cascade'),
    tenantOnly(),
  ],
);
