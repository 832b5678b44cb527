import { and, asc, eq, exists, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm';
import { QueryBuilder } from 'drizzle-orm/pg-core';
import type { Db } from '../db/db.ts';
import { adminIdentities, identityProviders } from '../identity-providers/table.ts';
import { admins } from './table.ts';

export type Owner = { id: string; canSignIn: boolean };
export type WayIn = { key: string; name: string };

/** Bound to an identity provider that is switched on and takes addresses of this domain. */
function canSignInElsewhere(): SQL {
  const bound = new QueryBuilder()
    .select({ adminId: adminIdentities.adminId })
    .from(adminIdentities)
    .innerJoin(identityProviders, and(eq(identityProviders.providerId, adminIdentities.providerId), eq(identityProviders.issuer, adminIdentities.issuer)))
    .where(and(
      eq(adminIdentities.providerId, admins.providerId),
      eq(adminIdentities.adminId, admins.id),
      eq(identityProviders.enabled, true),
      sql`(cardinality(${identityProviders.allowedDomains}) = 0 or split_part(${admins.email}, '@', 2) = any(${identityProviders.allowedDomains}))`,
    ));
  return exists(bound);
}

/** The active owners, and which of them can sign in by a way that is switched on: a password where those count, or an identity provider. */
export async function selectOwners(db: Db, providerId: string, localAccounts: boolean): Promise<Owner[]> {
  const canSignIn = localAccounts ? or(isNotNull(admins.passwordHash), canSignInElsewhere()) : canSignInElsewhere();
  return db
    .select({ id: admins.id, canSignIn: sql<boolean>`${canSignIn}` })
    .from(admins)
    .where(and(eq(admins.providerId, providerId), eq(admins.role, 'owner'), isNull(admins.invitedAt), isNull(admins.disabledAt)));
}

/** The identity providers people may sign in through, by name. */
export async function selectWaysIn(db: Db, providerId: string): Promise<WayIn[]> {
  return db
    .select({ key: identityProviders.key, name: identityProviders.name })
    .from(identityProviders)
    .where(and(eq(identityProviders.providerId, providerId), eq(identityProviders.enabled, true)))
    .orderBy(asc(identityProviders.name), asc(identityProviders.id));
}
