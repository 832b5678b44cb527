import { deleteAccessKeys, insertAccessKey } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { queueMessage } from '../mail/queue-message.ts';
import { problem } from '../problems.ts';
import { invitationEnd, invitationLinkOf } from './admin.ts';
import { type AdminRow, changeAdmin, findAdmin, lockAdmin } from './store.ts';

/**
 * Mails a link by which the invited admin sets name and password; every earlier link stops working.
 * @throws access.too_many_attempts when the address had its share of mails.
 */
export async function sendInvitation(ctx: TxContext, admin: Pick<AdminRow, 'id' | 'email' | 'name' | 'language' | 'invitedAt'>): Promise<void> {
  const { db, providerId, config } = ctx;
  await ctx.limiter.consume('mails-per-address-hour', admin.email, { points: config.limits.mailsPerAddressPerHour, seconds: 3_600 });
  const inviter = ctx.actor.kind === 'admin' ? await findAdmin(db, providerId, ctx.actor.id) : null;
  const token = ctx.vault.newLinkKey();
  const expiresAt = invitationEnd(admin.invitedAt ?? ctx.clock.now());
  await deleteAccessKeys(db, providerId, 'admin_invitation', admin.id);
  await insertAccessKey(db, { kind: 'admin_invitation', keyHash: ctx.vault.hash('admin_invitation', token), providerId, subjectId: admin.id, expiresAt });
  await queueMessage(ctx, {
    adminId: admin.id,
    kind: 'admin_invitation',
    to: admin.email,
    language: admin.language ?? inviter?.language ?? 'en',
    secrets: { link: invitationLinkOf(config.publicUrl, token), name: admin.name, inviter: inviter?.name ?? '', expiresAt: expiresAt.toISOString() },
  });
}

/** Sends the invitation again, with a new link. @throws admin.not_found, admin.not_invited, access.too_many_attempts */
export async function resendInvitation(ctx: Context, id: string): Promise<AdminRow> {
  requireRight(ctx, 'admin');
  return inTransaction(ctx, async (ctx) => {
    const admin = await lockAdmin(ctx.db, ctx.providerId, id);
    if (!admin) throw problem('admin.not_found');
    if (!admin.invitedAt) throw problem('admin.not_invited');
    const after = (await changeAdmin(ctx.db, ctx.providerId, id, { invitedAt: ctx.clock.now() })) ?? admin;
    await sendInvitation(ctx, after);
    await recordEvent(ctx, { type: 'admin.invited', subject: admin.email, data: { adminId: id, email: admin.email, role: admin.role, again: true } });
    return after;
  });
}
