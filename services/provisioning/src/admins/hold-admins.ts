import type { TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import { type AdminRow, lockAdmin, lockOwners } from './store.ts';

/** An admin held for a change, and the owners there are at this moment: who changes admins comes one after the other. */
export type HeldAdmin = { admin: AdminRow; isLastOwner: boolean; isSelf: boolean };

/**
 * Holds the owners and the admin until the transaction ends.
 * @throws admin.not_found, access.forbidden when whoever asks has stopped being an owner meanwhile.
 */
export async function holdAdmin(ctx: TxContext, id: string): Promise<HeldAdmin> {
  const { db, providerId, actor } = ctx;
  const owners = await lockOwners(db, providerId);
  if (actor.kind === 'admin' && !owners.some((owner) => owner.id === actor.id)) throw problem('access.forbidden');
  const admin = await lockAdmin(db, providerId, id);
  if (!admin) throw problem('admin.not_found');
  return { admin, isLastOwner: owners.length === 1 && owners[0]?.id === id, isSelf: actor.kind === 'admin' && actor.id === id };
}

/** What takes somebody's rights away: never one's own, and never the last owner's. @throws admin.last_owner, admin.yourself */
export function requireExpendable({ isLastOwner, isSelf }: HeldAdmin): void {
  if (isLastOwner) throw problem('admin.last_owner');
  if (isSelf) throw problem('admin.yourself');
}
