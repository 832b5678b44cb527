import { foreignKey, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { moment, providerId, tenantOnly } from '../db/columns.ts';
import { subscribers } from '../subscribers/table.ts';
import type { ConsentAnswer } from './consent.ts';

/** What people answered when they were asked whether an account of theirs may be moved; kept as it was given, never changed. */
export const consents = pgTable(
  'consents',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    subscriberId: uuid('subscriber_id').notNull(),
    /** The address whose account is meant. */
    email: text('email').notNull(),
    answer: text('answer').$type<ConsentAnswer>().notNull(),
    wording: text('wording').notNull(),
    language: text('language').notNull(),
    /** Where the answer came from. */
    address: text('address'),
    at: moment('at').notNull(),
    /** When the cloud platform was told last; null while it has to be. */
    passedOnAt: moment('passed_on_at'),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.id] }),
    index('consents_by_subscriber').on(table.providerId, table.subscriberId, table.id),
    foreignKey({
      columns: [table.providerId, table.subscriberId],
      foreignColumns: [subscribers.providerId, subscribers.id],
      name: 'consents_subscriber',
    }).onDelete('cascade'),
    tenantOnly(),
  ],
);
