import type { AdminRole, TxContext } from '../context.ts';
import { changesBetween } from '../events/changes.ts';
import { recordEvent } from '../events/record-event.ts';
import { holdsTheSame } from './admin.ts';
import { recheckSessions } from './end-sessions.ts';
import { type AdminRow, changeAdmin, lockOwners } from './store.ts';

/** Gives an admin the role an identity provider's groups stand for. The last owner stays one, or nobody could mend the mapping. */
export async function takeMappedRole(ctx: TxContext, admin: AdminRow, given: { role: AdminRole; templateIds: string[] | null }): Promise<AdminRow> {
  const { role, templateIds } = given;
  if (holdsTheSame(admin, given)) return admin;
  const owners = await lockOwners(ctx.db, ctx.providerId);
  if (role !== 'owner' && owners.length === 1 && owners[0]?.id === admin.id) {
    ctx.log.warn({ adminId: admin.id, role }, 'the groups of the last owner give another role; the owner stays one');
    return admin;
  }
  const row = await changeAdmin(ctx.db, ctx.providerId, admin.id, { role, templateIds });
  const { id, email } = admin;
  await recordEvent(ctx, { type: 'admin.role_changed', subject: email, data: { adminId: id, email, changes: changesBetween({ role: admin.role, templateIds: admin.templateIds }, given, ['role', 'templateIds']) } });
  await recheckSessions(ctx, id);
  return row ?? admin;
}
