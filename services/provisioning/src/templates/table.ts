import { sql } from 'drizzle-orm';
import { boolean, check, foreignKey, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { Finding } from '../checks/finding.ts';
import { clusters } from '../clusters/table.ts';
import { connectors } from '../connectors/table.ts';
import { type AddressPolicy, defaultAddressPolicy } from '../mail/address-remarks.ts';
import { bytes, moment, providerId, systemReads, tenantOnly } from '../db/columns.ts';
import type { Package } from '../subscribers/subscriber.ts';
import { defaultReminders, type Reminders } from './reminders.ts';
import type { LogoType } from './logo.ts';
import type { Language } from '../languages.ts';
import { type Download, type InvitationProof, type StoredLook } from './template.ts';

export const templates = pgTable(
  'templates',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    /** Both are there as long as the template is; a deleted one holds on to neither. */
    clusterId: uuid('cluster_id'),
    connectorId: uuid('connector_id'),
    defaultPackage: text('default_package').$type<Package>().notNull(),
    untrustedEmails: boolean('untrusted_emails').notNull(),
    /** Sealed, because the link is shown again; its hash is in access_keys. */
    shareKeySealed: text('share_key_sealed').notNull(),
    adapterKey: text('adapter_key').notNull(),
    adapterAccount: text('adapter_account').notNull(),
    adapterPasswordSealed: text('adapter_password_sealed').notNull(),
    lastRefusalAt: moment('last_refusal_at'),
    lastRefusalReason: text('last_refusal_reason'),
    /** The account name the refused caller gave; never a password. */
    lastRefusalAccount: text('last_refusal_account'),
    /** When BroadWorks came in with the right account after that; null while it has not. */
    refusalOverAt: moment('refusal_over_at'),
    language: text('language').$type<Language>().notNull(),
    /** What the portal offers; holds `language`. */
    languages: jsonb('languages').$type<Language[]>().notNull().default(['en', 'fr']),
    senderName: text('sender_name').notNull(),
    look: jsonb('look').$type<StoredLook>().notNull(),
    /** Opens the logo in access_keys; a new one for every upload, so that browsers may keep what they have. */
    logoKey: text('logo_key'),
    downloads: jsonb('downloads').$type<Download[]>().notNull(),
    /** How often a user may press Try again before the page gives a reference instead. */
    maxTries: integer('max_tries').notNull(),
    /** How long a mailed code is valid. */
    codeMinutes: integer('code_minutes').notNull().default(10),
    /** What users may give as their address. */
    addressPolicy: jsonb('address_policy').$type<AddressPolicy>().notNull().default(defaultAddressPolicy),
    /** How long a person may take to agree to moving an existing account. */
    consentDays: integer('consent_days').notNull().default(14),
    /** When users who got stuck are reminded. */
    reminders: jsonb('reminders').$type<Reminders>().notNull().default(defaultReminders),
    /** BroadWorks hands users over through the adapter. */
    flowThrough: boolean('flow_through').notNull().default(true),
    /** Whoever signs in at the share link becomes a user. */
    selfActivation: boolean('self_activation').notNull().default(false),
    /** What proves the person who comes by a personal invitation: the password, or the link alone. */
    invitationProof: text('invitation_proof').$type<InvitationProof>().notNull().default('password'),
    /** Nobody of a customer goes on before its first user is active. */
    provisionAdminFirst: boolean('provision_admin_first').notNull().default(false),
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
    check('templates_connected', sql`deleted_at is not null or (cluster_id is not null and connector_id is not null)`),
    tenantOnly(),
    systemReads(),
  ],
);

/** Apart from the template, so that no list carries pictures along. */
export const templateLogos = pgTable(
  'template_logos',
  {
    providerId: providerId(),
    templateId: uuid('template_id').notNull(),
    type: text('type').$type<LogoType>().notNull(),
    image: bytes('image').notNull(),
    /** The same as a PNG for mails, where the picture is none or is too large for them. */
    mailImage: bytes('mail_image'),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.templateId] }),
    foreignKey({ columns: [table.providerId, table.templateId], foreignColumns: [templates.providerId, templates.id], name: 'template_logos_template' }),
    tenantOnly(),
  ],
);

/** What the last check found; kept so that everybody sees it, and no change of the template. */
export const templateChecks = pgTable(
  'template_checks',
  {
    providerId: providerId(),
    templateId: uuid('template_id').notNull(),
    findings: jsonb('findings').$type<Finding[]>().notNull(),
    checkedAt: moment('checked_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.templateId] }),
    foreignKey({ columns: [table.providerId, table.templateId], foreignColumns: [templates.providerId, templates.id], name: 'template_checks_template' }),
    tenantOnly(),
  ],
);
