import type { AdminRole, TxContext } from '../context.ts';
import { changesBetween } from '../events/changes.ts';
import { recordEvent } from '../events/record-event.ts';
import { loadTemplateEver } from '../templates/load-template.ts';

export type Rights = { role: AdminRole; templateIds: readonly string[] | null };

/** Records that an admin has other rights: role and templates, these by their names, since ids tell nobody anything. */
export async function tellRights(ctx: TxContext, { id, email }: { id: string; email: string }, before: Rights, after: Rights): Promise<void> {
  const changes = changesBetween(await named(ctx, before), await named(ctx, after), ['role', 'templates']);
  await recordEvent(ctx, { type: 'admin.role_changed', subject: email, data: { adminId: id, email, changes } });
}

/** Null is every template. */
export async function templateNames(ctx: TxContext, templateIds: readonly string[] | null): Promise<string[] | null> {
  if (!templateIds) return null;
  const names: string[] = [];
  for (const id of templateIds) names.push((await loadTemplateEver(ctx, id)).name);
  return names;
}

const named = async (ctx: TxContext, { role, templateIds }: Rights) => ({ role, templates: await templateNames(ctx, templateIds) });
