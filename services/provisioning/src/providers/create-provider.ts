import { type Context, inTransaction } from '../context.ts';
import { insertProvider } from './store.ts';

/** Makes the context's provider exist. @returns false when it did already. */
export async function createProvider(ctx: Context, name: string): Promise<boolean> {
  return inTransaction(ctx, (ctx) => insertProvider(ctx.db, { id: ctx.providerId, name, createdAt: ctx.clock.now() }));
}
