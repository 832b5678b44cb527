import { sql } from 'drizzle-orm';
import { boolean, foreignKey, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { clusters } from '../clusters/table.ts';
import { connectors } from '../connectors/table.ts';
import { moment, providerId, tenantOnly } from '../db/columns.ts';
import type { Package } from '../subscribers/subscriber.ts';
import type { Download, Language, Look } from './template.ts';

export const templates = pgTable(
  'templates',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    clusterId: uuid('cluster_id').notNull(),
    connectorId: uuid('connector_id').notNull(),
    defaultPackage: text('default_package').$type<Package>().notNull(),
    untrustedEmails: boolean('untrusted_emails').notNull(),
    /** Sealed, because the link is shown again; its hash is in access_keys. */
    shareKeySealed: text('share_key_sealed').notNull(),
    adapterKey: text('adapter_key').notNull(),
    adapterAccount: text('adapter_account').notNull(),
    adapterPasswordSealed: text('adapter_password_sealed').notNull(),
    lastRefusalAt: moment('last_refusal_at'),
    lastRefusalReason: text('last_refusal_reason'),
    language: text('language').$type<Language>().notNull(),
    senderName: text('sender_name').notNull(),
    look: jsonb('look').$type<Look>().notNull(),
    downloads: jsonb('downloads').$type<Download[]>().notNull(),
    /** How often a user may press Try again before the page gives a reference instead. */
    maxTries: integer('max_tries').notNull(),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    deletedAt: moment('deleted_at'),
    version: integer('version').notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.id] }),
    uniqueIndex('templates_name').on(table.providerId, table.name).where(sql`deleted_at is null`),
    foreignKey({ columns: [table.providerId, table.clusterId], foreignColumns: [clusters.providerId, clusters.id], name: 'templates_cluster' }),
    foreignKey({ columns: [table.providerId, table.connectorId], foreignColumns: [connectors.providerId, connectors.id], name: 'templates_connector' }),
    tenantOnly(),
  ],
);
