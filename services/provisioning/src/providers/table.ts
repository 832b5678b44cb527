import { sql } from 'drizzle-orm';
import { boolean, integer, pgPolicy, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { appRole, moment, systemReads } from '../db/columns.ts';

export const providers = pgTable(
  'providers',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    createdAt: moment('created_at').notNull(),
    /** People may sign in with a password of ours. */
    localAccounts: boolean('local_accounts').notNull().default(true),
    /** Where users find the portal, when it is not PUBLIC_URL. Its host is claimed in access_keys. */
    portalOrigin: text('portal_origin'),
    /** Two documents show parts of this row, each with versions of its own. */
    signInVersion: integer('sign_in_version').notNull().default(1),
    portalVersion: integer('portal_version').notNull().default(1),
  },
  () => [
    pgPolicy('tenant_only', {
      for: 'all',
      to: appRole,
      using: sql`id = nullif(current_setting('app.provider_id', true), '')::uuid`,
      withCheck: sql`id = nullif(current_setting('app.provider_id', true), '')::uuid`,
    }),
    systemReads(),
  ],
);
