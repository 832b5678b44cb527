import { integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Finding } from '../checks/finding.ts';
import { moment, providerId, tenantOnly } from '../db/columns.ts';
import type { ProblemCode } from '../problems.ts';

export const connectors = pgTable(
  'connectors',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    kind: text('kind').$type<'webex'>().notNull(),
    baseUrl: text('base_url').notNull(),
    /** Sealed; the context is the connector's id. */
    accessTokenSealed: text('access_token_sealed').notNull(),
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
