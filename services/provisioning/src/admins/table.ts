import { index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { moment, providerId, tenantOnly } from '../db/columns.ts';
import type { AdminRole } from '../context.ts';
import type { Language } from '../languages.ts';
import type { ConsoleTheme } from './admin.ts';

export const admins = pgTable(
  'admins',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    /** Null for who has been invited only, and for who signs in elsewhere. */
    passwordHash: text('password_hash'),
    role: text('role').$type<AdminRole>().notNull(),
    /** The templates an operator, help desk or reader is limited to; null means all. */
    templateIds: uuid('template_ids').array(),
    /** The console's language as last chosen, on whatever device; null as long as the browser decides. */
    language: text('language').$type<Language>(),
    /** How the console looks for them, likewise. */
    theme: text('theme').$type<ConsoleTheme>(),
    createdAt: moment('created_at').notNull(),
    /** When the last invitation went out, as long as it is not accepted. */
    invitedAt: moment('invited_at'),
    disabledAt: moment('disabled_at'),
    lastSignInAt: moment('last_sign_in_at'),
    version: integer('version').notNull().default(1),
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
    /** Where it was opened from, so that its admin can tell it from the others. */
    address: text('address'),
    userAgent: text('user_agent'),
  },
  (table) => [primaryKey({ columns: [table.providerId, table.id] }), index('admin_sessions_by_admin').on(table.providerId, table.adminId, table.id), tenantOnly()],
);
