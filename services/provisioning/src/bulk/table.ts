import { sql } from 'drizzle-orm';
import { boolean, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { key, moment, providerId, systemReads, tenantOnly } from '../db/columns.ts';
import type { BulkAction, BulkSource, BulkState, BulkWork, ItemState } from './bulk-operation.ts';

/** The same work for many users, asked for by somebody and done by a worker. */
export const bulkOperations = pgTable(
  'bulk_operations',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    action: text('action').$type<BulkAction>().notNull(),
    work: jsonb('work').$type<BulkWork>().notNull(),
    source: text('source').$type<BulkSource>().notNull(),
    /** The filter as it was given, with `source` filter. */
    filter: jsonb('filter').$type<Record<string, unknown>>(),
    fileName: text('file_name'),
    /** SHA-256 of an imported file. */
    fileHash: text('file_hash'),
    actorKind: text('actor_kind').$type<'admin' | 'api_client'>().notNull(),
    actorId: uuid('actor_id').notNull(),
    actorName: text('actor_name').notNull(),
    state: text('state').$type<BulkState>().notNull(),
    /** Problem code, when it ended before its time by itself. */
    stopReason: text('stop_reason'),
    /** Whether the list of users is complete and frozen; work begins then. */
    collected: boolean('collected').notNull(),
    /** The last user taken into the list while it is being made. */
    lastCollectedId: uuid('last_collected_id'),
    total: integer('total').notNull().default(0),
    succeeded: integer('succeeded').notNull().default(0),
    skipped: integer('skipped').notNull().default(0),
    failed: integer('failed').notNull().default(0),
    /** How many were passed over or failed, by `<state>:<code>`. */
    reasons: jsonb('reasons').$type<Record<string, number>>().notNull().default({}),
    /** Fencing token of the worker that has it now. */
    attempt: integer('attempt').notNull().default(0),
    nextAttemptAt: moment('next_attempt_at').notNull(),
    leaseUntil: moment('lease_until'),
    traceId: text('trace_id').notNull(),
    createdAt: moment('created_at').notNull(),
    startedAt: moment('started_at'),
    finishedAt: moment('finished_at'),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.id] }),
    index('bulk_operations_due').on(table.nextAttemptAt).where(sql`state = 'running'`),
    index('bulk_operations_held').on(table.providerId, table.leaseUntil).where(sql`lease_until is not null`),
    index('bulk_operations_ended').on(table.finishedAt).where(sql`finished_at is not null`),
    index('bulk_operations_drafts').on(table.createdAt).where(sql`state = 'draft'`),
    index('bulk_operations_file').on(table.providerId, table.fileHash).where(sql`file_hash is not null`),
    tenantOnly(),
    systemReads(),
  ],
);

/** One user of a bulk operation, or one row of an imported file, with what came of it. */
export const bulkItems = pgTable(
  'bulk_items',
  {
    providerId: providerId(),
    bulkOperationId: uuid('bulk_operation_id').notNull(),
    position: integer('position').notNull(),
    /** Null in a row of a file that names nobody. */
    subscriberId: uuid('subscriber_id'),
    /** Kept, because a deleted user has no record to look it up in. */
    userId: text('user_id'),
    /** The address a row of a file gives. */
    email: key('email'),
    /** Line of the file. */
    line: integer('line'),
    state: text('state').$type<ItemState>().notNull(),
    /** Why it was skipped or failed. */
    code: text('code'),
    at: moment('at'),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.bulkOperationId, table.position] }),
    uniqueIndex('bulk_items_once').on(table.providerId, table.bulkOperationId, table.subscriberId),
    index('bulk_items_by_state').on(table.providerId, table.bulkOperationId, table.state, table.position),
    foreignKey({ columns: [table.providerId, table.bulkOperationId], foreignColumns: [bulkOperations.providerId, bulkOperations.id], name: 'bulk_items_operation' }).onDelete('cascade'),
    tenantOnly(),
  ],
);
