import { claimAccessKey } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type AdminRole, type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { requireLocalAccounts } from '../providers/require-local-accounts.ts';
import { loadTemplate } from '../templates/load-template.ts';
import type { Language } from '../languages.ts';
import { emailFrom, requireFittingScope } from './admin.ts';
import { requireGoodPassword } from './password-rules.ts';
import { hashPassword } from './password.ts';
import { sendInvitation } from './send-invitation.ts';
import { type AdminRow, insertAdmin } from './store.ts';
import { templateNames } from './tell-rights.ts';

export type NewAdmin = { email: string; name: string; role: AdminRole; templateIds?: string[] | null; language?: Language; password?: string; signsInElsewhere?: true };

/**
 * Makes an admin. Without a password an invitation is mailed, and the admin becomes active by accepting it with a password, or by the first
 * sign-in through an identity provider. Who `signsInElsewhere` has just done so.
 * @throws request.invalid for an owner or admin limited to templates, template.not_found for one that does not exist,
 * admin.email_taken when anybody, of any provider, signs in with this address already, admin.password_weak,
 * access.local_accounts_off for a password, access.too_many_attempts.
 */
export async function createAdmin(ctx: Context, input: NewAdmin): Promise<AdminRow> {
  requireRight(ctx, 'admin');
  const { role, templateIds = null, password } = input;
  const [email, name] = [emailFrom(input.email), input.name.trim()];
  requireFittingScope(role, templateIds);
  if (password !== undefined) await requireUsable(ctx, password, { email, name });
  const passwordHash = password === undefined ? null : await hashPassword(password);
  return inTransaction(ctx, async (ctx) => {
    const { db, providerId } = ctx;
    await requireTemplates(ctx, templateIds);
    const id = ctx.ids.next();
    const isFree = await claimAccessKey(db, { kind: 'admin_email', keyHash: ctx.vault.hash('admin_email', email), providerId, subjectId: id });
    if (!isFree) throw problem('admin.email_taken');
    const now = ctx.clock.now();
    const isActive = passwordHash !== null || input.signsInElsewhere === true;
    const row = await insertAdmin(db, { providerId, id, email, name, role, templateIds, passwordHash, language: input.language ?? null, createdAt: now, invitedAt: isActive ? null : now });
    if (!isActive) await sendInvitation(ctx, row);
    await recordEvent(ctx, { type: 'admin.invited', subject: email, data: { adminId: id, email, role, templates: await templateNames(ctx, templateIds) } });
    return row;
  });
}

async function requireUsable(ctx: Context, password: string, person: { email: string; name: string }): Promise<void> {
  // What the product makes by itself, the first owner, is not for an owner to switch off.
  if (ctx.actor.kind !== 'system') await requireLocalAccounts(ctx);
  requireGoodPassword(password, person);
}

/** @throws template.not_found */
export async function requireTemplates(ctx: TxContext, templateIds: readonly string[] | null): Promise<void> {
  for (const templateId of templateIds ?? []) await loadTemplate(ctx, templateId);
}
