import type { TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import { holdProvider } from '../providers/hold-provider.ts';
import { hasLocalAccounts } from '../providers/require-local-accounts.ts';
import { type AdminRow, lockAdmin } from './store.ts';
import { selectOwners } from './ways-in-query.ts';

/** An admin held for a change. The last owner is one without whom no owner could sign in. */
export type HeldAdmin = { admin: AdminRow; isLastOwner: boolean; isSelf: boolean };

/**
 * Holds the admin until the transaction ends; who changes admins comes one after the other.
 * @throws admin.not_found, access.forbidden when whoever asks has stopped being an owner meanwhile.
 */
export async function holdAdmin(ctx: TxContext, id: string): Promise<HeldAdmin> {
  const { db, providerId, actor } = ctx;
  await holdProvider(ctx);
  const owners = await selectOwners(db, providerId, await hasLocalAccounts(ctx));
  if (actor.kind === 'admin' && !owners.some((owner) => owner.id === actor.id)) throw problem('access.forbidden');
  const admin = await lockAdmin(db, providerId, id);
  if (!admin) throw problem('admin.not_found');
  const isOwner = owners.some((owner) => owner.id === id);
  const isLastOwner = isOwner && !owners.some((owner) => owner.id !== id && owner.canSignIn);
  return { admin, isLastOwner, isSelf: actor.kind === 'admin' && actor.id === id };
}

/** What takes somebody's rights away: never one's own, and never the last owner's. @throws admin.last_owner, admin.yourself */
export function requireExpendable({ isLastOwner, isSelf }: HeldAdmin): void {
  if (isLastOwner) throw problem('admin.last_owner');
  if (isSelf) throw problem('admin.yourself');
}
