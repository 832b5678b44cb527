import { findKey } from '../access-keys/find-key.ts';
import { findAccessKey, takeAccessKey } from '../access-keys/store.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import { loadProvider } from '../providers/load-provider.ts';
import { stateOf } from './admin.ts';
import { type AdminRow, findAdmin, lockAdmin } from './store.ts';
import { selectWaysIn, type WayIn } from './ways-in-query.ts';

/** What a mailed link is for; also the kind of its key. */
export type LinkKind = 'admin_invitation' | 'admin_reset';
export type AdminLink = { email: string; name: string; providerName: string; expiresAt: Date; localAccounts: boolean; identityProviders: WayIn[] };

const fits = (kind: LinkKind, admin: AdminRow): boolean => stateOf(admin) === (kind === 'admin_invitation' ? 'invited' : 'active');

async function find(ctx: Context, kind: LinkKind, { token, network }: { token: string; network: string }) {
  await ctx.limiter.consume('admin-link', network, { points: ctx.config.limits.signInsPerNetworkPerMinute, seconds: 60 });
  const key = await findKey(ctx, kind, token);
  if (!key) throw problem('admin.link_unusable');
  return key;
}

/** For the page behind a mailed link; uses nothing up. @throws admin.link_unusable, access.local_accounts_off for a new password, access.too_many_attempts */
export async function checkLink(ctx: Context, kind: LinkKind, input: { token: string; network: string }): Promise<AdminLink> {
  const { providerId, subjectId, expiresAt } = await find(ctx, kind, input);
  return inTransaction({ ...ctx, providerId }, async (ctx) => {
    const admin = await findAdmin(ctx.db, providerId, subjectId);
    if (!admin || !fits(kind, admin)) throw problem('admin.link_unusable');
    const { name: providerName, localAccounts } = await loadProvider(ctx);
    if (kind === 'admin_reset' && !localAccounts) throw problem('access.local_accounts_off');
    return { email: admin.email, name: admin.name, providerName, expiresAt: expiresAt ?? ctx.clock.now(), localAccounts, identityProviders: await selectWaysIn(ctx.db, providerId) };
  });
}

/** Who holds the link, before anything is changed: what is slow or may be refused comes before the link is used up. */
export async function holderOfLink(ctx: Context, kind: LinkKind, input: { token: string; network: string }): Promise<AdminRow> {
  const { providerId, subjectId } = await find(ctx, kind, input);
  const admin = await inTransaction({ ...ctx, providerId }, ({ db }) => findAdmin(db, providerId, subjectId));
  if (!admin || !fits(kind, admin)) throw problem('admin.link_unusable');
  return admin;
}

/**
 * Uses the link up, once, and holds its admin until the transaction ends. The admin first and then the link, as everybody does who
 * changes both: the other way round two could wait for each other.
 * @throws admin.link_unusable
 */
export async function takeLink(ctx: TxContext, kind: LinkKind, token: string): Promise<AdminRow> {
  const { db, providerId } = ctx;
  const keyHash = ctx.vault.hash(kind, token);
  const key = await findAccessKey(db, kind, keyHash);
  const admin = key && (await lockAdmin(db, providerId, key.subjectId));
  if (!admin || !fits(kind, admin) || !(await takeAccessKey(db, kind, keyHash, ctx.clock.now()))) throw problem('admin.link_unusable');
  return admin;
}
