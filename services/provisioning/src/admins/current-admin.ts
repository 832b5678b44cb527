import { type Actor, type Context, inTransaction } from '../context.ts';
import { actorOf } from './admin.ts';
import { findAdmin } from './store.ts';

/** The admin as they are now, for work they asked for earlier; null when they are gone. Checks no right. */
export async function currentAdmin(ctx: Context, id: string): Promise<Actor | null> {
  const admin = await inTransaction(ctx, (ctx) => findAdmin(ctx.db, ctx.providerId, id));
  return admin && actorOf(admin);
}
