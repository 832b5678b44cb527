import { bigint, integer, pgTable, varchar } from 'drizzle-orm/pg-core';

/**
 * Counters against guessing and flooding, shared by all processes. Keys are keyed hashes, so nobody can be read out of it.
 * Outside row-level security: attempts are counted before any tenant is known. The columns are rate-limiter-flexible's.
 */
export const rateLimits = pgTable('rate_limits', {
  key: varchar('key', { length: 255 }).primaryKey(),
  points: integer('points').notNull().default(0),
  /** Milliseconds since 1970. */
  expire: bigint('expire', { mode: 'number' }),
});
