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

/** A page of the console to go on to; anything else, another site above all, becomes its start page. */
export function safeNext(next: string | undefined): string {
  if (!next || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next) || /^\/sign-in(?![\w-])/.test(next)) return '/';
  const { pathname } = new URL(`/admin${next}`, 'https://own.invalid');
  return pathname.startsWith('/admin/') && !pathname.includes('//') ? next : '/';
}
