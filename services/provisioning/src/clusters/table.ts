import { integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Finding } from '../checks/finding.ts';
import { moment, providerId, tenantOnly } from '../db/columns.ts';

export const clusters = pgTable(
  'clusters',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    /** Base of XSI-Actions, e.g. https://xsp.example.com; the path below it is fixed. */
    xsiUrl: text('xsi_url').notNull(),
    /** Appended to a user id typed without one. */
    defaultDomain: text('default_domain'),
    lastCheckAt: moment('last_check_at'),
    lastCheck: jsonb('last_check').$type<Finding[]>(),
    createdAt: moment('created_at').notNull(),
    version: integer('version').notNull().default(1),
  },
  (table) => [primaryKey({ columns: [table.providerId, table.id] }), tenantOnly()],
);
