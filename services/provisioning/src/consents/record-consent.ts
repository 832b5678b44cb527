import type { TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import { CONSENT_WORDING, type ConsentAnswer } from './consent.ts';
import { insertConsent } from './store.ts';

/**
 * Keeps what a person answered: when, from where, in which wording and language.
 * @throws activation.step_not_possible when the page showed another wording than the one asked now.
 */
export async function recordConsent(ctx: TxContext, given: { subscriberId: string; email: string; answer: ConsentAnswer; wording: string; language: string }): Promise<void> {
  if (given.wording !== CONSENT_WORDING) throw problem('activation.step_not_possible');
  await insertConsent(ctx.db, { ...given, providerId: ctx.providerId, id: ctx.ids.next(), address: ctx.address ?? null, at: ctx.clock.now() });
}
