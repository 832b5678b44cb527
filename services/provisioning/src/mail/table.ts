import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { moment, providerId, systemReads, tenantOnly } from '../db/columns.ts';
import type { MessageKind, MessageState } from './message.ts';

export const messages = pgTable(
  'messages',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    /** Whom it is to: a subscriber of a template, or an admin. */
    subscriberId: uuid('subscriber_id'),
    templateId: uuid('template_id'),
    adminId: uuid('admin_id'),
    kind: text('kind').$type<MessageKind>().notNull(),
    toAddress: text('to_address').notNull(),
    language: text('language').notNull(),
    state: text('state').$type<MessageState>().notNull(),
    /** What the text needs and nobody may read at rest (the code); emptied once the relay has the mail. */
    secretsSealed: text('secrets_sealed'),
    attempt: integer('attempt').notNull().default(0),
    /** The address was found not to work. */
    undeliverable: boolean('undeliverable').notNull().default(false),
    nextAttemptAt: moment('next_attempt_at'),
    leaseUntil: moment('lease_until'),
    traceId: text('trace_id').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.id] }),
    index('messages_by_subscriber').on(table.providerId, table.subscriberId, table.id),
    index('messages_by_admin').on(table.providerId, table.adminId, table.id).where(sql`admin_id is not null`),
    // A report about a mail names nothing but the mail.
    index('messages_by_id').on(table.id),
    index('messages_due').on(table.nextAttemptAt),
    tenantOnly(),
    systemReads(),
  ],
);

/** What was done with a message, and what was told of it afterwards, in this order. */
export const messageAttempts = pgTable(
  'message_attempts',
  {
    providerId: providerId(),
    messageId: uuid('message_id').notNull(),
    attempt: integer('attempt').notNull(),
    at: moment('at').notNull(),
    outcome: text('outcome').$type<Exclude<MessageState, 'queued'>>().notNull(),
    smtpCode: integer('smtp_code'),
    response: jsonb('response').$type<string>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.providerId, table.messageId, table.attempt] }), tenantOnly()],
);
