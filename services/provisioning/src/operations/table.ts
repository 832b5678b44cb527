import { sql } from 'drizzle-orm';
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { moment, providerId, systemReads, tenantOnly } from '../db/columns.ts';
import { subscribers } from '../subscribers/table.ts';
import type { Failure, OperationKind, OperationState, StepName, StepState } from './operation.ts';

export const operations = pgTable(
  'operations',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    subscriberId: uuid('subscriber_id').notNull(),
    kind: text('kind').$type<OperationKind>().notNull(),
    state: text('state').$type<OperationState>().notNull(),
    /** How often a worker took it up; also the fencing token of the one that has it now. */
    attempt: integer('attempt').notNull().default(0),
    /** Attempts that failed for a passing reason; decides when to give up. */
    transientFailures: integer('transient_failures').notNull().default(0),
    /** The account this operation made downstream, once known. */
    cloudRef: text('cloud_ref'),
    nextAttemptAt: moment('next_attempt_at').notNull(),
    leaseUntil: moment('lease_until'),
    /** The connector it is passing through at this moment; with a live lease it counts towards what a platform bears at once. */
    turnOf: uuid('turn_of'),
    /** Its place in the line of its connector, once it has been told to wait for one. */
    slotAt: moment('slot_at'),
    /** Until when it was held back for a person's sake; that time is no work and counts towards no deadline. */
    waitedUntil: moment('waited_until'),
    failure: jsonb('failure').$type<Failure>(),
    traceId: text('trace_id').notNull(),
    createdAt: moment('created_at').notNull(),
    finishedAt: moment('finished_at'),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.id] }),
    uniqueIndex('operations_one_open').on(table.providerId, table.subscriberId).where(sql`finished_at is null`),
    index('operations_by_subscriber').on(table.providerId, table.subscriberId, table.id),
    index('operations_in_turn').on(table.providerId, table.turnOf).where(sql`turn_of is not null`),
    index('operations_due').on(table.nextAttemptAt).where(sql`finished_at is null`),
    foreignKey({
      columns: [table.providerId, table.subscriberId],
      foreignColumns: [subscribers.providerId, subscribers.id],
      name: 'operations_subscriber',
    }).onDelete('cascade'),
    tenantOnly(),
    systemReads(),
  ],
);

export const operationSteps = pgTable(
  'operation_steps',
  {
    providerId: providerId(),
    operationId: uuid('operation_id').notNull(),
    /** Counted from 1; a new one begins after every failure that passes by itself. */
    try: integer('try').notNull().default(1),
    name: text('name').$type<StepName>().notNull(),
    state: text('state').$type<StepState>().notNull(),
    startedAt: moment('started_at').notNull(),
    finishedAt: moment('finished_at'),
    /** The platform's own id of the request that ended it. */
    trackingId: text('tracking_id'),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.operationId, table.try, table.name] }),
    foreignKey({
      columns: [table.providerId, table.operationId],
      foreignColumns: [operations.providerId, operations.id],
      name: 'operation_steps_operation',
    }).onDelete('cascade'),
    tenantOnly(),
  ],
);
