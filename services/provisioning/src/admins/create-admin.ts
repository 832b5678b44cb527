import { claimAccessKey } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type AdminRole, type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { loadTemplate } from '../templates/load-template.ts';
import { emailFrom, requireFittingScope } from './admin.ts';
import { hashPassword } from './password.ts';
import { type AdminRow, insertAdmin } from './store.ts';

export type NewAdmin = { email: string; name: string; role: AdminRole; templateIds?: string[] | null; password: string };

/**
 * @throws request.invalid for an owner limited to templates, template.not_found for one that does not exist,
 * admin.email_taken when anybody, of any provider, signs in with this address already.
 */
export async function createAdmin(ctx: Context, input: NewAdmin): Promise<AdminRow> {
  requireRight(ctx, 'admin');
  const { name, role, templateIds = null } = input;
  requireFittingScope(role, templateIds);
  const email = emailFrom(input.email);
  const passwordHash = await hashPassword(input.password);
  return inTransaction(ctx, async (ctx) => {
    const { db, providerId } = ctx;
    for (const templateId of templateIds ?? []) await loadTemplate(ctx, templateId);
    const id = ctx.ids.next();
    const isFree = await claimAccessKey(db, { kind: 'admin_email', keyHash: ctx.vault.hash('admin_email', email), providerId, subjectId: id });
    if (!isFree) throw problem('admin.email_taken');
    const row = await insertAdmin(db, { providerId, id, email, name, role, templateIds, passwordHash, createdAt: ctx.clock.now() });
    await recordEvent(ctx, { type: 'admin.invited', data: { adminId: id, email, role } });
    return row;
  });
}
