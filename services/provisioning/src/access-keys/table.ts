import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, moment } from '../db/columns.ts';

/**
 * Maps the keyed hash of an unguessable key to the provider and the row it opens.
 * The only table outside row-level security: who holds the key must be found before the tenant is known.
 */
export const accessKeys = pgTable(
  'access_keys',
  {
    kind: text('kind').notNull(),
    keyHash: bytes('key_hash').notNull(),
    providerId: uuid('provider_id').notNull(),
    subjectId: uuid('subject_id').notNull(),
    expiresAt: moment('expires_at'),
    /** From when on it opens nothing. A withdrawn share link is remembered, so that its page can say so; one that was replaced may work on for a while. */
    withdrawnAt: moment('withdrawn_at'),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.keyHash] }),
    index('access_keys_by_subject').on(table.providerId, table.subjectId),
    index('access_keys_by_expiry').on(table.expiresAt),
  ],
);
