import { domainToUnicode } from 'node:url';
import type { EmailAddress } from './email-address.ts';

/** What may be unusual about an address. `lookalike`: letters of several scripts that read like other letters (UTS 39). */
export const addressRemarks = ['plus', 'role', 'disposable', 'lookalike'] as const;
export type AddressRemark = (typeof addressRemarks)[number];

/** What a template lets happen: `warn` asks the person once more, `block` refuses. A lookalike is always asked about and never refused. */
export const addressRules = ['allow', 'warn', 'block'] as const;
export type AddressRule = (typeof addressRules)[number];
export type AddressPolicy = Record<Exclude<AddressRemark, 'lookalike'>, AddressRule>;

export const defaultAddressPolicy: AddressPolicy = { plus: 'warn', role: 'warn', disposable: 'warn' };

/** Which remarks refuse the address, and which must be confirmed. @param isDisposable the mailbox lives for minutes only */
export function judgeAddress(address: EmailAddress, isDisposable: boolean, policy: AddressPolicy): { blocked: AddressRemark[]; warned: AddressRemark[] } {
  const { warnings } = address;
  const found = addressRemarks.filter((remark) => {
    if (remark === 'disposable') return isDisposable;
    return remark === 'lookalike' ? readsLikeAnother(address) : warnings.includes(remark);
  });
  const ruleFor = (remark: AddressRemark): AddressRule => (remark === 'lookalike' ? 'warn' : policy[remark]);
  return { blocked: found.filter((remark) => ruleFor(remark) === 'block'), warned: found.filter((remark) => ruleFor(remark) === 'warn') };
}

const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u, /\p{Script=Cherokee}/u];
/** Letters of other alphabets that look like a Latin one in most fonts. */
const latinTwins = /^[авсԁеһіјӏкмноорԛѕтυʋѵԝхуᴢοαγινρτχκսոցհօ0-9-]+$/u;

/** A label in two alphabets at once, or one in another alphabet whose letters could all be Latin. */
function readsLikeAnother({ address, domain }: EmailAddress): boolean {
  const parts = [...domainToUnicode(domain).split('.'), ...address.slice(0, address.lastIndexOf('@')).split(/[.+_-]/)];
  return parts.some((part) => scripts.filter((script) => script.test(part)).length > 1 || (/[^\p{ASCII}]/u.test(part) && latinTwins.test(part)));
}
