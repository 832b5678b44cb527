import { Buffer } from 'node:buffer';
import { domainToASCII } from 'node:url';
import { suggestDomain } from './domain-suggestion.ts';

export type AddressWarning = 'plus' | 'role' | 'looks_mistyped';

export type EmailAddress = {
  /** Lower-case, NFC, the domain as an A-label: what is stored, compared and sent to. */
  address: string;
  domain: string;
  /** Reasons to ask again; none of them makes the address wrong. */
  warnings: AddressWarning[];
  /** The address that was probably meant, with `looks_mistyped`. */
  suggestion: string | null;
};

const MAX_ADDRESS = 254;
const MAX_LOCAL = 64;

/**
 * Reads what a person typed. Accepted is the plain `local@domain` that mail providers give out; quoted local parts, comments,
 * routes (`@a:b@c`, `b%c@a`, `c!b@a`) and addresses by IP are not: they serve injection, not people.
 * Lengths: RFC 5321 4.5.3.1. Domains: UTS 46, as browsers do it.
 */
export function parseEmailAddress(text: string): EmailAddress | null {
  const [typedLocal = '', typedDomain = '', ...more] = text.trim().normalize('NFC').split('@');
  const local = typedLocal.toLowerCase().normalize('NFC');
  const domain = domainOf(typedDomain);
  if (more.length > 0 || !isLocalPart(local) || !domain) return null;
  const address = `${local}@${domain}`;
  if (Buffer.byteLength(address) > MAX_ADDRESS) return null;
  const meant = suggestDomain(domain);
  const warnings: AddressWarning[] = [];
  if (local.includes('+')) warnings.push('plus');
  if (roles.has(local.split('+')[0] ?? local)) warnings.push('role');
  if (meant) warnings.push('looks_mistyped');
  return { address, domain, warnings, suggestion: meant && `${local}@${meant}` };
}

/** Letters and digits of any script, and what RFC 5322 lets stand unquoted, without the `!` and `%` of old routes. */
const isLocalPart = (local: string): boolean =>
  Buffer.byteLength(local) <= MAX_LOCAL && /^[\p{L}\p{M}\p{N}#$&'*+\-/=?^_`{|}~]+(\.[\p{L}\p{M}\p{N}#$&'*+\-/=?^_`{|}~]+)*$/u.test(local);

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** The domain as an A-label, or null. A percent sign is refused before the conversion would decode it. */
function domainOf(typed: string): string | null {
  if (!/^[\p{L}\p{M}\p{N}\-.。．｡]+$/u.test(typed)) return null;
  const domain = domainToASCII(typed.toLowerCase());
  const labels = domain.split('.');
  const top = labels.at(-1) ?? '';
  // A number at the end would make it an address by IP.
  return labels.length >= 2 && labels.every((label) => LABEL.test(label)) && /^([a-z]{2,63}|xn--[a-z0-9-]+)$/.test(top) ? domain : null;
}

/** Mailboxes that several people read: a code sent there proves nobody in particular. */
const roles = new Set([
  'abuse', 'accounting', 'admin', 'administrator', 'billing', 'contact', 'help', 'helpdesk', 'hello', 'hostmaster', 'hr', 'info', 'it', 'jobs',
  'mail', 'marketing', 'no-reply', 'noc', 'noreply', 'office', 'postmaster', 'reception', 'root', 'sales', 'security', 'service', 'support', 'team',
  'webmaster', 'accueil', 'commercial', 'comptabilite', 'direction', 'secretariat', 'buchhaltung', 'kontakt', 'vertrieb', 'zentrale',
]);
