import type { TxContext } from '../context.ts';
import { becomeActive } from './accept-invitation.ts';
import { stateOf } from './admin.ts';
import { type AdminRow, lockAdmin } from './store.ts';

export type AdmittedAdmin = AdminRow;

/** An admin who has proven elsewhere who they are, held; an invitation counts as accepted. Null for one who is disabled or gone. */
export async function admitAdmin(ctx: TxContext, id: string): Promise<AdmittedAdmin | null> {
  const admin = await lockAdmin(ctx.db, ctx.providerId, id);
  if (!admin || stateOf(admin) === 'disabled') return null;
  return stateOf(admin) === 'invited' ? becomeActive(ctx, admin) : admin;
}
