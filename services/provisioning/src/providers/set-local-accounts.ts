import type { TxContext } from '../context.ts';
import { changeLocalAccounts } from './store.ts';

/** May people of the context's provider sign in with a password of ours? Whoever asks has checked the right. @returns whether that is new. */
export async function setLocalAccounts(ctx: TxContext, localAccounts: boolean): Promise<boolean> {
  return changeLocalAccounts(ctx.db, ctx.providerId, localAccounts);
}
