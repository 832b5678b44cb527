import { sql } from 'drizzle-orm';
import { foreignKey, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { key, moment, providerId, tenantOnly } from '../db/columns.ts';
import { subscribers } from '../subscribers/table.ts';

/** One mailed code each: a proof of the mailbox, not of the person. */
export const emailProofs = pgTable(
  'email_proofs',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    subscriberId: uuid('subscriber_id').notNull(),
    email: key('email').notNull(),
    /** Salted argon2id: six digits are too few for a plain hash. */
    codeHash: text('code_hash').notNull(),
    messageId: uuid('message_id').notNull(),
    tries: integer('tries').notNull().default(0),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    consumedAt: moment('consumed_at'),
    supersededAt: moment('superseded_at'),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.id] }),
    uniqueIndex('email_proofs_current').on(table.providerId, table.subscriberId).where(sql`consumed_at is null and superseded_at is null`),
    index('email_proofs_by_subscriber').on(table.providerId, table.subscriberId, table.createdAt),
    foreignKey({
      columns: [table.providerId, table.subscriberId],
      foreignColumns: [subscribers.providerId, subscribers.id],
      name: 'email_proofs_subscriber',
    }).onDelete('cascade'),
    tenantOnly(),
  ],
);
