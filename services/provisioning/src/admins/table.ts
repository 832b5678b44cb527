import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { moment, providerId, tenantOnly } from '../db/columns.ts';
import type { AdminRole } from '../context.ts';

export const admins = pgTable(
  'admins',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    passwordHash: text('password_hash').notNull(),
    role: text('role').$type<AdminRole>().notNull(),
    /** The templates an operator, help desk or reader is limited to; null means all. */
    templateIds: uuid('template_ids').array(),
    createdAt: moment('created_at').notNull(),
    lastSignInAt: moment('last_sign_in_at'),
  },
  (table) => [primaryKey({ columns: [table.providerId, table.id] }), tenantOnly()],
);

export const adminSessions = pgTable(
  'admin_sessions',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    adminId: uuid('admin_id').notNull(),
    createdAt: moment('created_at').notNull(),
    lastSeenAt: moment('last_seen_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.providerId, table.id] }), tenantOnly()],
);
