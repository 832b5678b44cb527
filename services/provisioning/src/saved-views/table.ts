import { foreignKey, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { admins } from '../admins/table.ts';
import { moment, providerId, tenantOnly } from '../db/columns.ts';
import type { ViewQuery } from './saved-view.ts';

export const savedViews = pgTable(
  'saved_views',
  {
    providerId: providerId(),
    adminId: uuid('admin_id').notNull(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    query: jsonb('query').$type<ViewQuery>().notNull(),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    version: integer('version').notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.adminId, table.id] }),
    uniqueIndex('saved_views_name').on(table.providerId, table.adminId, table.name),
    // They are an admin's own, so they go with the admin.
    foreignKey({ columns: [table.providerId, table.adminId], foreignColumns: [admins.providerId, admins.id], name: 'saved_views_admin' }).onDelete('cascade'),
    tenantOnly(),
  ],
);
