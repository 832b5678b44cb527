import { loadCluster } from '../clusters/load-cluster.ts';
import { completeUserId } from '../clusters/cluster.ts';
import { inTransaction } from '../context.ts';
import { violatesUnique } from '../db/db.ts';
import { problem } from '../problems.ts';
import { EXTENSION } from './attributes.ts';
import type { Scope } from './condition-query.ts';
import { addressesOf, factsOf, type OwnedFact, ownedFacts, type ScimFacts } from './facts.ts';
import { findUser, type ScimUserWithState } from './list-query.ts';
import { noteScimSuccess, type OpenScim } from './open-scim.ts';
import { invalidValue, readDocument, type ScimDocument, tidy } from './scim-user.ts';
import { settleUser } from './settle-user.ts';
import { dropGone, insertUser } from './store.ts';

/**
 * Takes a user from an identity system. A user whom BroadWorks handed over to the same template before is taken along, with what it knows.
 * Of several at the same moment one is taken.
 * @throws scim.user_name_taken, scim.external_id_taken, scim.customer_missing, scim.syntax_invalid, scim.value_invalid, and what handOverSubscriber throws
 */
export async function createUser(open: OpenScim, body: unknown): Promise<ScimUserWithState> {
  const document = tidy(readDocument(body));
  const made = await inTransaction(open.ctx, async (ctx) => {
    const { template, access } = open;
    const { defaultDomain } = await loadCluster(ctx, template.clusterId);
    const own = document[EXTENSION] ?? {};
    const userName = requireUserName(document);
    const userId = completeUserId(String(own['userId'] ?? userName), defaultDomain);
    const spEnterpriseId = typeof own['spEnterpriseId'] === 'string' ? own['spEnterpriseId'] : access.spEnterpriseId;
    if (!spEnterpriseId) throw problem('scim.customer_missing', { errors: [{ pointer: `/${EXTENSION}/spEnterpriseId`, message: 'is missing' }] });
    await dropGone(ctx.db, scopeOf(open), userId);
    const now = ctx.clock.now();
    const facts = { userName: userName.toLowerCase(), externalId: document.externalId ?? null, userId, spEnterpriseId, active: document.active ?? true, document, owned: ownedBy([], factsOf(document)) };
    const row = await insertUser(ctx.db, { ...facts, providerId: ctx.providerId, id: ctx.ids.next(), templateId: template.id, createdAt: now, updatedAt: now }, addressesOf(document));
    await settleUser(ctx, template, row, { handOver: true });
    return findUser(ctx.db, scopeOf(open), row.id);
  }).catch(asTaken);
  if (!made) throw problem('scim.user_not_found');
  await noteScimSuccess(open);
  return made;
}

/** @throws scim.value_invalid */
export function requireUserName({ userName }: ScimDocument): string {
  if (!userName) throw invalidValue('/userName', 'is missing');
  return userName;
}

/** What it said before or says now. */
export const ownedBy = (before: readonly OwnedFact[], facts: ScimFacts): OwnedFact[] => ownedFacts.filter((name) => before.includes(name) || facts[name] !== undefined);

export const scopeOf = ({ template }: OpenScim): Scope => ({ providerId: template.providerId, templateId: template.id, clusterId: template.clusterId });

/** @throws scim.user_name_taken, scim.external_id_taken for the database's refusal of a second one */
export function asTaken(error: unknown): never {
  if (violatesUnique(error, 'scim_users_name') || violatesUnique(error, 'scim_users_user')) throw problem('scim.user_name_taken');
  throw violatesUnique(error, 'scim_users_external_id') ? problem('scim.external_id_taken') : error;
}
