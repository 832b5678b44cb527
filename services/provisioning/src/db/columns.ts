import { sql } from 'drizzle-orm';
import { customType, pgPolicy, pgRole, timestamp, uuid } from 'drizzle-orm/pg-core';

/** Roles are made by the first migration, not by the generator: they belong to the whole server. */
export const appRole = pgRole('vestibule_app').existing();
export const systemRole = pgRole('vestibule_system').existing();

export const providerId = () => uuid('provider_id').notNull();
export const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });
export const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
/** Text compared byte by byte: the only kind on which equality, ranges and prefixes stay on the index under row-level security. */
export const key = customType<{ data: string }>({ dataType: () => 'text collate "C"' });

/** No tenant set means no rows: the empty setting becomes null, and null equals nothing. */
export const tenantOnly = () =>
  pgPolicy('tenant_only', {
    for: 'all',
    to: appRole,
    using: sql`provider_id = nullif(current_setting('app.provider_id', true), '')::uuid`,
    withCheck: sql`provider_id = nullif(current_setting('app.provider_id', true), '')::uuid`,
  });

/** Lets the sweeper see, across tenants, what lost its wake-up. Reading only. */
export const systemReads = () => pgPolicy('system_reads', { for: 'select', to: systemRole, using: sql`true` });
