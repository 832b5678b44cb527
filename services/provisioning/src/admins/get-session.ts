import { type Right, rightsOf } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { problem } from '../problems.ts';
import { loadProvider } from '../providers/load-provider.ts';
import { requireAdmin } from './require-admin.ts';
import { type AdminRow, findAdmin } from './store.ts';

export type Session = { admin: AdminRow; provider: { id: string; name: string; localAccounts: boolean }; rights: Right[] };

/** Who is signed in, for which provider, and what they may do. @throws access.signed_out, access.forbidden for a program. */
export async function getSession(ctx: Context): Promise<Session> {
  const actor = requireAdmin(ctx);
  return inTransaction(ctx, async (ctx) => {
    const admin = await findAdmin(ctx.db, ctx.providerId, actor.id);
    if (!admin) throw problem('access.signed_out');
    return { admin, provider: await loadProvider(ctx), rights: [...rightsOf(actor)] };
  });
}
