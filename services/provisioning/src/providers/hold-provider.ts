import type { TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import { lockProvider } from './store.ts';

/**
 * Holds the provider until the transaction ends: who decides about who can sign in, and how, comes one after the other. Taken before
 * anything else is held. @throws access.signed_out when it is gone
 */
export async function holdProvider(ctx: TxContext): Promise<void> {
  if (!(await lockProvider(ctx.db, ctx.providerId))) throw problem('access.signed_out');
}
