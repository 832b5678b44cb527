import { boolean, doublePrecision, foreignKey, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Finding } from '../checks/finding.ts';
import { moment, providerId, tenantOnly } from '../db/columns.ts';
import type { ProblemCode } from '../problems.ts';
import type { GateState } from './gate.ts';
import type { ConnectorKind, Settings } from './kinds.ts';
import type { Limits, Secrets } from './settings.ts';

export const connectors = pgTable(
  'connectors',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    kind: text('kind').$type<ConnectorKind>().notNull(),
    settings: jsonb('settings').$type<Settings>().notNull(),
    /** Each sealed; the context is the connector's id. An access token here may be one that was got with the others. */
    secrets: jsonb('secrets').$type<Secrets>().notNull().default({}),
    /** Until when the access token that was got with the other secrets is good. */
    tokenExpiresAt: moment('token_expires_at'),
    /** What an admin chose; the rest is the kind's. */
    limits: jsonb('limits').$type<Partial<Limits>>().notNull().default({}),
    /** Whether the platform showed our key when it answered what we wrote; null: nothing was written yet. */
    keyShown: boolean('key_shown'),
    lastCheckAt: moment('last_check_at'),
    lastCheck: jsonb('last_check').$type<Finding[]>(),
    /** What the work of users has shown, noted at most twice a minute. */
    lastSuccessAt: moment('last_success_at'),
    lastFailureAt: moment('last_failure_at'),
    lastFailureCode: text('last_failure_code').$type<ProblemCode>(),
    lastFailureDetail: text('last_failure_detail'),
    createdAt: moment('created_at').notNull(),
    version: integer('version').notNull().default(1),
  },
  (table) => [primaryKey({ columns: [table.providerId, table.id] }), tenantOnly()],
);

/** Beside the settings, because every piece of work writes it: whether work may go through a connector now, and how fast. */
export const connectorGates = pgTable(
  'connector_gates',
  {
    providerId: providerId(),
    connectorId: uuid('connector_id').notNull(),
    state: text('state').$type<GateState>().notNull().default('closed'),
    /** Passing failures in a row. */
    failures: integer('failures').notNull().default(0),
    /** Why it is open. */
    reasonCode: text('reason_code').$type<ProblemCode>(),
    reasonDetail: text('reason_detail'),
    openedAt: moment('opened_at'),
    /** When one piece of work may try whether it is well again, and how many have tried in vain. */
    probeAt: moment('probe_at'),
    probes: integer('probes').notNull().default(0),
    /** The platform asked for silence until then. */
    pausedUntil: moment('paused_until'),
    /** Until then what was held back comes through slowly. */
    easedUntil: moment('eased_until'),
    /** How many times slower it went than its limit at `slowedAt`; less as time goes by. */
    slowness: doublePrecision('slowness').notNull().default(1),
    slowedAt: moment('slowed_at'),
    /** The platform took something since it last asked for silence. */
    answered: boolean('answered').notNull().default(false),
    /** When the next request may leave. */
    nextSlotAt: moment('next_slot_at'),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.connectorId] }),
    foreignKey({ columns: [table.providerId, table.connectorId], foreignColumns: [connectors.providerId, connectors.id], name: 'connector_gates_connector' }).onDelete('cascade'),
    tenantOnly(),
  ],
);
