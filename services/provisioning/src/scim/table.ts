import { sql } from 'drizzle-orm';
import { boolean, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { key, moment, providerId, systemReads, tenantOnly } from '../db/columns.ts';
import type { ProblemCode } from '../problems.ts';
import { templates } from '../templates/table.ts';
import type { OwnedFact } from './facts.ts';
import type { ScimDocument } from './scim-user.ts';

/** That identity systems may come in, one row a template; the token itself is only in access_keys, as a hash. */
export const scimAccesses = pgTable(
  'scim_accesses',
  {
    providerId: providerId(),
    templateId: uuid('template_id').notNull(),
    /** The customer of users that come without one. */
    spEnterpriseId: text('sp_enterprise_id'),
    /** The last four characters, so that people can tell which token a system holds. */
    tokenEnd: text('token_end').notNull(),
    tokenMadeAt: moment('token_made_at').notNull(),
    lastUsedAt: moment('last_used_at'),
    lastRefusalAt: moment('last_refusal_at'),
    lastRefusalReason: text('last_refusal_reason').$type<ProblemCode>(),
    /** What was asked for, as verb and path without ids. */
    lastRefusalCall: text('last_refusal_call'),
    /** Which attribute was wrong, as a JSON pointer. */
    lastRefusalField: text('last_refusal_field'),
    refusalOverAt: moment('refusal_over_at'),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.templateId] }),
    foreignKey({ columns: [table.providerId, table.templateId], foreignColumns: [templates.providerId, templates.id], name: 'scim_accesses_template' }),
    tenantOnly(),
  ],
);

/** A user as an identity system says it; the subscriber of the same BroadWorks id is what became of it here. */
export const scimUsers = pgTable(
  'scim_users',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    templateId: uuid('template_id').notNull(),
    /** Lower case: userName does not differ by case. */
    userName: key('user_name').notNull(),
    externalId: key('external_id'),
    /** The BroadWorks user id it stands for. The identity system cannot change it; it follows the user's own (a trigger sees to it). */
    userId: key('user_id').notNull(),
    spEnterpriseId: key('sp_enterprise_id').notNull(),
    document: jsonb('document').$type<ScimDocument>().notNull(),
    /** What it ever said about the person: only that may it take away again. */
    owned: jsonb('owned').$type<OwnedFact[]>().notNull(),
    active: boolean('active').notNull(),
    /** When to try again to make it true; null when it is. */
    settleAt: moment('settle_at'),
    /** The identity system wants somebody here who is being removed: handed over again as soon as that is over. Nobody else comes back by waiting. */
    comesBack: boolean('comes_back').notNull().default(false),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    /** Deleted over SCIM while work was running; gone as soon as the account is. */
    deletedAt: moment('deleted_at'),
    version: integer('version').notNull().default(1),
  },
  (table) => {
    const live = sql`deleted_at is null`;
    return [
      primaryKey({ columns: [table.providerId, table.id] }),
      uniqueIndex('scim_users_name').on(table.providerId, table.templateId, table.userName).where(live),
      uniqueIndex('scim_users_external_id').on(table.providerId, table.templateId, table.externalId).where(live),
      uniqueIndex('scim_users_user').on(table.providerId, table.templateId, table.userId).where(live),
      index('scim_users_by_id').on(table.providerId, table.templateId, table.id).where(live),
      index('scim_users_by_change').on(table.providerId, table.templateId, table.updatedAt, table.id).where(live),
      index('scim_users_by_creation').on(table.providerId, table.templateId, table.createdAt, table.id).where(live),
      index('scim_users_unsettled').on(table.settleAt).where(sql`settle_at is not null`),
      foreignKey({ columns: [table.providerId, table.templateId], foreignColumns: [templates.providerId, templates.id], name: 'scim_users_template' }),
      tenantOnly(),
      systemReads(),
    ];
  },
);

/** Their addresses, so that a filter finds them by an index. */
export const scimEmails = pgTable(
  'scim_emails',
  {
    providerId: providerId(),
    scimUserId: uuid('scim_user_id').notNull(),
    value: key('value').notNull(),
    type: key('type').notNull(),
    templateId: uuid('template_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.scimUserId, table.value, table.type] }),
    index('scim_emails_by_value').on(table.providerId, table.templateId, table.value),
    foreignKey({ columns: [table.providerId, table.scimUserId], foreignColumns: [scimUsers.providerId, scimUsers.id], name: 'scim_emails_user' }).onDelete('cascade'),
    tenantOnly(),
  ],
);
