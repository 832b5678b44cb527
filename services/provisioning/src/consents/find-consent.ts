import type { TxContext } from '../context.ts';
import { type ConsentRow, latestConsent, setPassedOn } from './store.ts';

/** The consent to moving the account of the subscriber's present address, or null when there is none; since the given moment, where one is given. */
export async function findConsent(ctx: TxContext, { id, email }: { id: string; email: string | null }, since: Date): Promise<ConsentRow | null> {
  const latest = email === null ? null : await latestConsent(ctx.db, ctx.providerId, id, email);
  return latest?.answer === 'agree' && latest.at >= since ? latest : null;
}

/** Notes that the cloud platform was told of it. */
export const notePassedOn = (ctx: TxContext, consent: ConsentRow): Promise<boolean> => setPassedOn(ctx.db, ctx.providerId, consent.id, ctx.clock.now());

/** Lets the cloud platform be told of it once more. */
export const passOnAgain = (ctx: TxContext, consent: ConsentRow): Promise<boolean> => setPassedOn(ctx.db, ctx.providerId, consent.id, null);
