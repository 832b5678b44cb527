import { jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { moment } from '../db/columns.ts';

/** What a resource server needs to check a signature: an EC key of RFC 7517. */
export type PublicJwk = { kty: string; crv: string; x: string; y: string; kid: string; alg: string; use: string };

/**
 * The keys access tokens are signed with. They are the service's, not a provider's, so they stand outside row-level security;
 * the private half is sealed by the vault.
 */
export const signingKeys = pgTable('signing_keys', {
  id: text('id').primaryKey(),
  publicKey: jsonb('public_key').$type<PublicJwk>().notNull(),
  privateKeySealed: text('private_key_sealed').notNull(),
  /** From when on tokens are signed with it; it is published before. */
  activeFrom: moment('active_from').notNull(),
});
