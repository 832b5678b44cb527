import { createHash } from 'node:crypto';
import type { Vault } from '../vault.ts';
import type { OidcRequest } from './oidc.ts';

const MINUTE = 60_000;
const CONTEXT = 'oidc-transaction';

/** A sign-in between leaving for the identity provider and coming back; only this browser holds it, and cannot read it. */
export type Transaction = Omit<OidcRequest, 'redirectUri'> & { key: string; next: string; until: number };

/** Long enough for a password, a second factor and a phone call to the help desk. */
export const transactionEnd = (now: Date): Date => new Date(now.getTime() + 10 * MINUTE);

export const sealTransaction = (vault: Vault, transaction: Transaction): string => vault.seal(JSON.stringify(transaction), CONTEXT);

/** Null for one that is not ours or was altered. */
export function openTransaction(vault: Vault, sealed: string | null): Transaction | null {
  if (!sealed) return null;
  try {
    return JSON.parse(vault.open(sealed, CONTEXT)) as Transaction;
  } catch {
    return null;
  }
}

/** What the cookie of a sign-in is called after: each tab has its own, found again by the state, which it does not tell. */
export const markOf = (state: string): string => createHash('sha256').update(state).digest('base64url').slice(0, 16);

/** A browser holds a few sign-ins at a time, in what a request's header has room for. */
const MOST = 5;
const MOST_CHARACTERS = 8_000;

/** Of the sign-ins a browser holds, the marks of those that make room for another: what is not ours, what is over, and the oldest beyond the few. */
export function marksToDrop(vault: Vault, held: ReadonlyMap<string, string>, next: string, now: Date): string[] {
  let room = MOST_CHARACTERS - next.length;
  let places = MOST - 1;
  const known = [...held].map(([mark, sealed]) => ({ mark, sealed, until: openTransaction(vault, sealed)?.until ?? 0 })).sort((one, other) => other.until - one.until);
  return known.filter(({ sealed, until }) => {
    const stays = until > now.getTime() && places > 0 && sealed.length <= room;
    if (stays) [room, places] = [room - sealed.length, places - 1];
    return !stays;
  }).map(({ mark }) => mark);
}

/** A page of the console to go on to; anything else, another site above all, becomes its start page. */
export function safeNext(next: string | undefined): string {
  if (!next || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next) || /^\/sign-in(?![\w-])/.test(next)) return '/';
  const { pathname } = new URL(`/admin${next}`, 'https://own.invalid');
  return pathname.startsWith('/admin/') && !pathname.includes('//') ? next : '/';
}
