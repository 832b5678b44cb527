import type { TxContext } from '../context.ts';
import { setLanguage } from './store.ts';

/**
 * The language somebody reads, for the mails to come. No event and no version: like the language of a page,
 * it tells nothing about anybody's work.
 */
export async function noteLanguage(ctx: TxContext, subscriberId: string, language: string): Promise<void> {
  await setLanguage(ctx.db, ctx.providerId, subscriberId, language);
}
