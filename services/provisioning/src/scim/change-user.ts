import { inTransaction, type TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import { completeUserId } from '../clusters/cluster.ts';
import { loadCluster } from '../clusters/load-cluster.ts';
import { findSubscriberByUserId } from '../subscribers/find-subscriber.ts';
import { noteLanguage } from '../subscribers/note-language.ts';
import { languageIn } from '../templates/language-in.ts';
import { EXTENSION } from './attributes.ts';
import { asTaken, ownedBy, requireUserName, scopeOf } from './create-user.ts';
import { addressesOf, factsOf } from './facts.ts';
import { findUser, type ScimUserWithState } from './list-query.ts';
import { noteScimSuccess, type OpenScim } from './open-scim.ts';
import { patchDocument, replaceDocument } from './patch-document.ts';
import type { ScimDocument } from './scim-user.ts';
import { settleUser } from './settle-user.ts';
import { changeUser, lockUser, replaceAddresses, type ScimUserRow } from './store.ts';
import { versionsIn } from './show-user.ts';

export type Wish = { id: string; body: unknown; ifMatch: string | undefined };

/** PUT: the user is as said now. @throws as updateUser */
export const replaceUser = (open: OpenScim, wish: Wish): Promise<ScimUserWithState> => updateUser(open, wish, (before) => replaceDocument(before, wish.body));

/** PATCH: the operations, in their order. @throws as updateUser, scim.path_invalid, scim.no_target */
export const patchUser = (open: OpenScim, wish: Wish): Promise<ScimUserWithState> => updateUser(open, wish, (before) => patchDocument(before, wish.body));

/**
 * Whether the user is active is only touched by what says so; whoever says "active" of a user who is not here any more hands the user over again.
 * @param change gives the new document; `active` is taken out before, so that one that is there afterwards was said now
 * @throws scim.user_not_found, request.version_outdated, scim.mutability, scim.user_name_taken, scim.external_id_taken, scim.syntax_invalid, scim.value_invalid, and what settleUser throws
 */
async function updateUser(open: OpenScim, { id, ifMatch }: Wish, change: (before: ScimDocument) => ScimDocument): Promise<ScimUserWithState> {
  const changed = await inTransaction(open.ctx, async (ctx) => {
    const row = await loadForChange(ctx, open, id, ifMatch);
    const { active: _, ...before } = row.document;
    const after = change(before);
    await requireSameUser(ctx, open, row, after);
    const active = after.active ?? row.active;
    const updated = await write(ctx, row, { ...after, active });
    await settleUser(ctx, open.template, updated, { handOver: after.active === true });
    await followLanguage(ctx, open, row, updated);
    return findUser(ctx.db, scopeOf(open), id);
  }).catch(asTaken);
  if (!changed) throw problem('scim.user_not_found');
  await noteScimSuccess(open);
  return changed;
}

/** Another language than it said before; what it says again does not undo the user's own choice. */
async function followLanguage(ctx: TxContext, { template }: OpenScim, before: ScimUserRow, after: ScimUserRow): Promise<void> {
  const said = after.document.preferredLanguage;
  const language = said && said !== before.document.preferredLanguage ? languageIn(said) : null;
  const ours = language && after.active ? await findSubscriberByUserId(ctx, template.clusterId, after.userId) : null;
  if (language && ours?.templateId === template.id) await noteLanguage(ctx, ours.id, language);
}

/** The user, held until the transaction ends. @throws scim.user_not_found, request.version_outdated */
export async function loadForChange(ctx: TxContext, { template }: OpenScim, id: string, ifMatch: string | undefined): Promise<ScimUserRow> {
  const row = await lockUser(ctx.db, ctx.providerId, id);
  if (!row || row.templateId !== template.id || row.deletedAt) throw problem('scim.user_not_found');
  const versions = ifMatch === undefined ? 'any' : versionsIn(ifMatch);
  if (versions !== 'any' && !versions.includes(row.version)) throw problem('request.version_outdated');
  return row;
}

/** The BroadWorks user and the customer are who they are. @throws scim.mutability */
async function requireSameUser(ctx: TxContext, { template }: OpenScim, row: ScimUserRow, after: ScimDocument): Promise<void> {
  const { userId, spEnterpriseId } = after[EXTENSION] ?? {};
  if (userId !== undefined) {
    const { defaultDomain } = await loadCluster(ctx, template.clusterId);
    if (completeUserId(String(userId), defaultDomain) !== row.userId) throw problem('scim.mutability', { detail: 'The BroadWorks user id of a user is fixed.', errors: [{ pointer: `/${EXTENSION}/userId`, message: 'is fixed' }] });
  }
  if (spEnterpriseId !== undefined && spEnterpriseId !== row.spEnterpriseId) throw problem('scim.mutability', { detail: 'The customer of a user is fixed.', errors: [{ pointer: `/${EXTENSION}/spEnterpriseId`, message: 'is fixed' }] });
}

/** A change that changes nothing leaves the version as it is. */
async function write(ctx: TxContext, row: ScimUserRow, document: ScimDocument & { active: boolean }): Promise<ScimUserRow> {
  const userName = requireUserName(document).toLowerCase();
  const owned = ownedBy(row.owned, factsOf(document));
  if (textOf(document) === textOf({ ...row.document, active: row.active })) return row;
  const changed = await changeUser(ctx.db, row, { userName, externalId: document.externalId ?? null, document, owned, active: document.active }, ctx.clock.now());
  if (!changed) throw problem('scim.user_not_found');
  await replaceAddresses(ctx.db, changed, addressesOf(document));
  return changed;
}

/** The same text for the same document, in whatever order its names stand. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_name, one: unknown) => (typeof one === 'object' && one !== null && !Array.isArray(one) ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))) : one));
}
