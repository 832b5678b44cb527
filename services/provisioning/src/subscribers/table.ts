import { sql } from 'drizzle-orm';
import { boolean, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { clusters } from '../clusters/table.ts';
import { customers } from '../customers/table.ts';
import { key, moment, providerId, systemReads, tenantOnly } from '../db/columns.ts';
import type { ProblemCode } from '../problems.ts';
import { templates } from '../templates/table.ts';
import type { Package, Status } from './subscriber.ts';

/** An error of the last background attempt. */
export type SubscriberError = { errorCode: number; code: ProblemCode; description: string; trackingId: string | null };
/** Values asked for while provisioned; they become the real ones when the update is done. */
export type WantedChanges = Partial<{ userId: string; package: Package; firstName: string; lastName: string; timezone: string; primaryPhoneNumber: string | null; mobilePhoneNumber: string | null; extension: string | null }>;

export const subscribers = pgTable(
  'subscribers',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    templateId: uuid('template_id').notNull(),
    customerId: uuid('customer_id').notNull(),
    clusterId: uuid('cluster_id').notNull(),
    userId: key('user_id').notNull(),
    /** The account may stand under this id instead: a change of the user id is under way, or did not end well. Nobody else may take it. */
    otherUserId: key('other_user_id'),
    spEnterpriseId: key('sp_enterprise_id').notNull(),
    firstName: text('first_name').notNull(),
    lastName: text('last_name').notNull(),
    /** First and last name folded (case, accents), for sorting. */
    nameFolded: key('name_folded').notNull(),
    /** User id, name, address and reference folded, for searching. */
    searchFolded: key('search_folded').notNull(),
    /** The address as given; it counts as theirs only when confirmed. */
    email: key('email'),
    /** When the mailbox was proven, or an admin vouched for it. */
    emailConfirmedAt: moment('email_confirmed_at'),
    primaryPhoneNumber: text('primary_phone_number'),
    mobilePhoneNumber: text('mobile_phone_number'),
    extension: text('extension'),
    language: text('language'),
    /** IANA name; null: nobody said. */
    timezone: text('timezone'),
    package: text('package').$type<Package>().notNull(),
    wanted: jsonb('wanted').$type<WantedChanges>(),
    status: text('status').$type<Status>().notNull(),
    /** Machine word for why it stands there; the console and the portal have texts for it. */
    reason: text('reason'),
    errors: jsonb('errors').$type<SubscriberError[]>().notNull(),
    /** Failed attempts since the address was last given; decides when Try again ends. */
    failures: integer('failures').notNull().default(0),
    selfActivated: boolean('self_activated').notNull().default(false),
    /** An admin let this user be the first of the customer, whoever was handed over before. */
    goesFirst: boolean('goes_first').notNull().default(false),
    /** Which milestones were ever reached, one bit each: each counts once a user. */
    milestones: integer('milestones').notNull().default(0),
    /** Reminders used up since the status last changed. */
    reminded: integer('reminded').notNull().default(0),
    removing: boolean('removing').notNull().default(false),
    cloudRef: text('cloud_ref'),
    personId: text('person_id'),
    createdAt: moment('created_at').notNull(),
    lastStatusChange: moment('last_status_change').notNull(),
    version: integer('version').notNull().default(1),
  },
  (table) => {
    const open = sql`status <> 'provisioned'`;
    // Made anew for every index: an order is taken out of a column by the first index that uses it.
    const since = () => [table.lastStatusChange.desc(), table.id.desc()] as const;
    return [
      primaryKey({ columns: [table.providerId, table.id] }),
      uniqueIndex('subscribers_user').on(table.providerId, table.clusterId, table.userId),
      uniqueIndex('subscribers_other_user').on(table.providerId, table.clusterId, table.otherUserId).where(sql`other_user_id is not null`),
      uniqueIndex('subscribers_confirmed_email').on(table.providerId, table.email).where(sql`email_confirmed_at is not null`),
      index('subscribers_since').on(table.providerId, ...since()),
      index('subscribers_open').on(table.providerId, ...since()).where(open),
      // What waits or failed for the same reason, and what has stood in a status for long, over all templates.
      index('subscribers_by_reason').on(table.providerId, table.reason, ...since()).where(sql`reason is not null`),
      // What else a filter may ask stands at its end, so that counting by status reads nothing but this index.
      index('subscribers_open_status').on(table.providerId, table.status, ...since(), table.templateId, table.package, table.customerId).where(open),
      index('subscribers_template_since').on(table.providerId, table.templateId, ...since()),
      index('subscribers_template_open').on(table.providerId, table.templateId, ...since()).where(open),
      index('subscribers_template_status').on(table.providerId, table.templateId, table.status, ...since()).where(open),
      index('subscribers_customer_status').on(table.providerId, table.customerId, table.status, ...since()),
      index('subscribers_package_since').on(table.providerId, table.package, ...since()),
      // The search of the published API goes by creation, and may ask for nothing but what is new or who came by themselves.
      index('subscribers_created').on(table.providerId, table.createdAt, table.id),
      index('subscribers_self_activated').on(table.providerId, table.selfActivated, table.createdAt, table.id),
      index('subscribers_by_user').on(table.providerId, table.userId, table.id),
      index('subscribers_by_email').on(table.providerId, table.email, table.id),
      index('subscribers_by_name').on(table.providerId, table.nameFolded, table.id),
      // Whose account is it that carries nobody's key?
      index('subscribers_by_cloud_ref').on(table.providerId, table.cloudRef).where(sql`cloud_ref is not null`),
      index('subscribers_by_person').on(table.providerId, table.personId).where(sql`person_id is not null`),
      // Three letters anywhere in the text; the provider stands in it too, so that a small one never pays for a large one.
      index('subscribers_search').using('gin', table.providerId, table.searchFolded.op('gin_trgm_ops')),
      // Who may have to be reminded, by how often they were.
      index('subscribers_to_remind').on(table.providerId, table.templateId, table.reminded, table.lastStatusChange).where(sql`status in ('pending_email_validation', 'pending_user_migration', 'error') and not removing`),
      // The same for those whose own night counts, which is told by what stands at its end.
      index('subscribers_to_remind_zoned').on(table.providerId, table.templateId, table.reminded, table.lastStatusChange, table.timezone).where(sql`timezone is not null and status in ('pending_email_validation', 'pending_user_migration', 'error') and not removing`),
      foreignKey({ columns: [table.providerId, table.templateId], foreignColumns: [templates.providerId, templates.id], name: 'subscribers_template' }),
      foreignKey({ columns: [table.providerId, table.customerId], foreignColumns: [customers.providerId, customers.id], name: 'subscribers_customer' }),
      foreignKey({ columns: [table.providerId, table.clusterId], foreignColumns: [clusters.providerId, clusters.id], name: 'subscribers_cluster' }),
      tenantOnly(),
      systemReads(),
    ];
  },
);
