import { foreignKey, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { connectors } from '../connectors/table.ts';
import { moment, providerId, systemReads, tenantOnly } from '../db/columns.ts';
import { subscribers } from '../subscribers/table.ts';
import type { DriftKind } from './drift.ts';

/** How far the comparison of a connector's users with the platform has come. */
export const driftRounds = pgTable(
  'drift_rounds',
  {
    providerId: providerId(),
    connectorId: uuid('connector_id').notNull(),
    /** The last user compared; null at the beginning of a round. */
    cursor: uuid('cursor'),
    /** Users compared in the present round, or in the last one. */
    checked: integer('checked').notNull().default(0),
    nextAt: moment('next_at').notNull(),
    finishedAt: moment('finished_at'),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.connectorId] }),
    index('drift_rounds_due').on(table.nextAt),
    foreignKey({ columns: [table.providerId, table.connectorId], foreignColumns: [connectors.providerId, connectors.id], name: 'drift_rounds_connector' }).onDelete('cascade'),
    tenantOnly(),
    systemReads(),
  ],
);

/** A provisioned user whose account is not as it should be; gone when it is, or when the user is. */
export const driftFindings = pgTable(
  'drift_findings',
  {
    providerId: providerId(),
    subscriberId: uuid('subscriber_id').notNull(),
    connectorId: uuid('connector_id').notNull(),
    kind: text('kind').$type<DriftKind>().notNull(),
    expected: text('expected'),
    found: text('found'),
    foundAt: moment('found_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.subscriberId] }),
    index('drift_findings_by_connector').on(table.providerId, table.connectorId, table.foundAt, table.subscriberId),
    foreignKey({ columns: [table.providerId, table.connectorId], foreignColumns: [connectors.providerId, connectors.id], name: 'drift_findings_connector' }).onDelete('cascade'),
    foreignKey({ columns: [table.providerId, table.subscriberId], foreignColumns: [subscribers.providerId, subscribers.id], name: 'drift_findings_subscriber' }).onDelete('cascade'),
    tenantOnly(),
  ],
);
