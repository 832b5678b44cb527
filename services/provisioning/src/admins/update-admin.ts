import { hasWholeProvider, requireRight } from '../access.ts';
import { type AdminRole, type Context, inTransaction, type TxContext } from '../context.ts';
import { changesBetween, changesNothing } from '../events/changes.ts';
import { recordEvent } from '../events/record-event.ts';
import { requireVersion } from '../preconditions.ts';
import { problem } from '../problems.ts';
import { holdsTheSame, requireFittingScope } from './admin.ts';
import { requireTemplates } from './create-admin.ts';
import { recheckSessions } from './end-sessions.ts';
import { holdAdmin, requireExpendable } from './hold-admins.ts';
import { type AdminRow, changeAdmin } from './store.ts';
import { tellRights } from './tell-rights.ts';

export type AdminUpdate = { name?: string; role?: AdminRole; templateIds?: string[] | null };

/**
 * Changes name, role or templates; what is open under the admin's sessions goes on with the new rights.
 * @throws admin.not_found, request.version_outdated, request.version_missing, admin.last_owner, admin.yourself for the own role, request.invalid, template.not_found
 */
export async function updateAdmin(ctx: Context, id: string, changes: AdminUpdate): Promise<AdminRow> {
  requireRight(ctx, 'admin');
  return inTransaction(ctx, async (ctx) => {
    const held = await holdAdmin(ctx, id);
    const { admin: before } = held;
    requireVersion(ctx, before.version);
    const after = wanted(before, changes);
    if (changesNothing(before, after)) return before;
    if (!holdsTheSame(before, after)) await requireChangeable(ctx, held, after);
    const row = await changeAdmin(ctx.db, ctx.providerId, id, after);
    if (!row) throw problem('admin.not_found');
    await tell(ctx, before, row);
    return row;
  });
}

type Wanted = Pick<AdminRow, 'name' | 'role' | 'templateIds'>;

/** A role that answers for everything leaves the list of templates behind, unless one is asked for, which is refused. */
function wanted(before: AdminRow, changes: AdminUpdate): Wanted {
  const role = changes.role ?? before.role;
  const templateIds = changes.templateIds === undefined ? (hasWholeProvider(role) ? null : before.templateIds) : changes.templateIds;
  return { name: changes.name?.trim() ?? before.name, role, templateIds };
}

async function requireChangeable(ctx: TxContext, held: Awaited<ReturnType<typeof holdAdmin>>, { role, templateIds }: Wanted): Promise<void> {
  requireFittingScope(role, templateIds);
  await requireTemplates(ctx, templateIds);
  if (role !== held.admin.role || held.isSelf) requireExpendable(held);
}

async function tell(ctx: TxContext, before: AdminRow, after: AdminRow): Promise<void> {
  const { id, email } = after;
  const renamed = changesBetween(before, after, ['name']);
  if (before.name !== after.name) await recordEvent(ctx, { type: 'admin.changed', subject: email, data: { adminId: id, email, changes: renamed } });
  if (holdsTheSame(before, after)) return;
  await tellRights(ctx, after, before, after);
  await recheckSessions(ctx, id);
}
