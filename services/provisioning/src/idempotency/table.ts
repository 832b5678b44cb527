import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { bytes, moment, providerId, systemReads, tenantOnly } from '../db/columns.ts';

/** What a keyed request was answered, so that asking again gives the same answer and no second effect. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    providerId: providerId(),
    /** Keyed hash of who asked and the key they chose: two programs may choose the same. */
    keyHash: bytes('key_hash').notNull(),
    /** Keyed hash of method, address and body. */
    fingerprint: bytes('fingerprint').notNull(),
    status: integer('status').notNull(),
    /** Headers and body, sealed whole: an answer may hold a secret that is shown once, and always holds people's data. */
    answerSealed: text('answer_sealed').notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.providerId, table.keyHash] }), index('idempotency_keys_by_expiry').on(table.expiresAt), tenantOnly(), systemReads()],
);
