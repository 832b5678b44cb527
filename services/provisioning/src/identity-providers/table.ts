import { boolean, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { admins } from '../admins/table.ts';
import type { AdminRole } from '../context.ts';
import { key, moment, providerId, tenantOnly } from '../db/columns.ts';
import type { RoleMapping } from './identity-provider.ts';

export const identityProviders = pgTable(
  'identity_providers',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    /** Names it in public addresses; random, so that nobody can go through all of them, and no secret. */
    key: key('key').notNull(),
    /** What stands on the button. */
    name: text('name').notNull(),
    issuer: key('issuer').notNull(),
    clientId: text('client_id').notNull(),
    /** Sealed; the context is the row's id. */
    clientSecretSealed: text('client_secret_sealed').notNull(),
    scopes: text('scopes').array().notNull(),
    groupsClaim: text('groups_claim'),
    mappings: jsonb('mappings').$type<RoleMapping[]>().notNull(),
    /** The role of who is in none of the mapped groups; null refuses them. */
    defaultRole: text('default_role').$type<AdminRole>(),
    allowedDomains: text('allowed_domains').array().notNull(),
    enabled: boolean('enabled').notNull(),
    createdAt: moment('created_at').notNull(),
    version: integer('version').notNull().default(1),
  },
  (table) => [primaryKey({ columns: [table.providerId, table.id] }), uniqueIndex('identity_providers_issuer').on(table.providerId, table.issuer, table.clientId), tenantOnly()],
);

/** Who of an identity provider is which admin: bound at the first sign-in, and from then on the address may change. */
export const adminIdentities = pgTable(
  'admin_identities',
  {
    providerId: providerId(),
    issuer: key('issuer').notNull(),
    subject: key('subject').notNull(),
    adminId: uuid('admin_id').notNull(),
    /** The role came from the identity provider, so it goes when the groups do. */
    roleIsMapped: boolean('role_is_mapped').notNull(),
    createdAt: moment('created_at').notNull(),
    lastSignInAt: moment('last_sign_in_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.issuer, table.subject] }),
    uniqueIndex('admin_identities_admin').on(table.providerId, table.issuer, table.adminId),
    index('admin_identities_by_admin').on(table.providerId, table.adminId),
    foreignKey({ columns: [table.providerId, table.adminId], foreignColumns: [admins.providerId, admins.id], name: 'admin_identities_admin_id' }).onDelete('cascade'),
    tenantOnly(),
  ],
);
