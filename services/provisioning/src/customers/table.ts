import { foreignKey, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { key, moment, providerId, tenantOnly } from '../db/columns.ts';
import { templates } from '../templates/table.ts';

export const customers = pgTable(
  'customers',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    spEnterpriseId: key('sp_enterprise_id').notNull(),
    name: text('name').notNull(),
    templateId: uuid('template_id').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.id] }),
    uniqueIndex('customers_enterprise').on(table.providerId, table.spEnterpriseId),
    foreignKey({ columns: [table.providerId, table.templateId], foreignColumns: [templates.providerId, templates.id], name: 'customers_template' }),
    tenantOnly(),
  ],
);
