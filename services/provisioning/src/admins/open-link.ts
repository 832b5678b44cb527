import { findKey } from '../access-keys/find-key.ts';
import { takeAccessKey } from '../access-keys/store.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import { loadProvider } from '../providers/load-provider.ts';
import { stateOf } from './admin.ts';
import { type AdminRow, findAdmin, lockAdmin } from './store.ts';

/** What a mailed link is for; also the kind of its key. */
export type LinkKind = 'admin_invitation' | 'admin_reset';
export type AdminLink = { email: string; name: string; providerName: string; expiresAt: Date };

const fits = (kind: LinkKind, admin: AdminRow): boolean => stateOf(admin) === (kind === 'admin_invitation' ? 'invited' : 'active');

async function find(ctx: Context, kind: LinkKind, { token, network }: { token: string; network: string }) {
  await ctx.limiter.consume('admin-link', network, { points: ctx.config.limits.signInsPerNetworkPerMinute, seconds: 60 });
  const key = await findKey(ctx, kind, token);
  if (!key) throw problem('admin.link_unusable');
  return key;
}

/** For the page behind a mailed link; uses nothing up. @throws admin.link_unusable, access.too_many_attempts */
export async function checkLink(ctx: Context, kind: LinkKind, input: { token: string; network: string }): Promise<AdminLink> {
  const { providerId, subjectId, expiresAt } = await find(ctx, kind, input);
  return inTransaction({ ...ctx, providerId }, async (ctx) => {
    const admin = await findAdmin(ctx.db, providerId, subjectId);
    if (!admin || !fits(kind, admin)) throw problem('admin.link_unusable');
    const { name: providerName } = await loadProvider(ctx);
    return { email: admin.email, name: admin.name, providerName, expiresAt: expiresAt ?? ctx.clock.now() };
  });
}

/** Who holds the link, before anything is changed: what is slow or may be refused comes before the link is used up. */
export async function holderOfLink(ctx: Context, kind: LinkKind, input: { token: string; network: string }): Promise<AdminRow> {
  const { providerId, subjectId } = await find(ctx, kind, input);
  const admin = await inTransaction({ ...ctx, providerId }, ({ db }) => findAdmin(db, providerId, subjectId));
  if (!admin || !fits(kind, admin)) throw problem('admin.link_unusable');
  return admin;
}

/** Uses the link up, once, and holds its admin until the transaction ends. @throws admin.link_unusable */
export async function takeLink(ctx: TxContext, kind: LinkKind, token: string): Promise<AdminRow> {
  const { db, providerId } = ctx;
  const key = await takeAccessKey(db, kind, ctx.vault.hash(kind, token), ctx.clock.now());
  const admin = key && (await lockAdmin(db, providerId, key.subjectId));
  if (!admin || !fits(kind, admin)) throw problem('admin.link_unusable');
  return admin;
}
