import { sql } from 'drizzle-orm';
import { foreignKey, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { key, moment, providerId, tenantOnly } from '../db/columns.ts';
import { templates } from '../templates/table.ts';

export const customers = pgTable(
  'customers',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    spEnterpriseId: key('sp_enterprise_id').notNull(),
    name: text('name').notNull(),
    /** The name without case and accents, for order and search. */
    nameFolded: key('name_folded').notNull().generatedAlwaysAs(sql`lower(regexp_replace(normalize(name, NFKD), '[\\u0300-\\u036f]', '', 'g'))`),
    templateId: uuid('template_id').notNull(),
    /** Who was provisioned first, and so became the customer's administrator; the facts stay when the user goes. */
    firstAdminSubscriberId: uuid('first_admin_subscriber_id'),
    firstAdminUserId: text('first_admin_user_id'),
    firstAdminAt: moment('first_admin_at'),
    /** When the one everybody waits for was last asked to hurry. */
    remindedAt: moment('reminded_at'),
    createdAt: moment('created_at').notNull(),
    version: integer('version').notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.id] }),
    uniqueIndex('customers_enterprise').on(table.providerId, table.spEnterpriseId),
    index('customers_by_name').on(table.providerId, table.nameFolded, table.id),
    foreignKey({ columns: [table.providerId, table.templateId], foreignColumns: [templates.providerId, templates.id], name: 'customers_template' }),
    tenantOnly(),
  ],
);
