import { exactTime } from '@vestibule/ui';
import { useI18n } from 'vue-i18n';
import type { CheckPart, Finding } from '../api.ts';
import { isRefusalReason } from './template-form.ts';

const parts: readonly CheckPart[] = ['untrusted_emails', 'share_link', 'cluster', 'connector', 'adapter', 'scim', 'users', 'sender', 'texts', 'support', 'contrast'];
/** What a finding is about: the word its code begins with. */
export const partOf = ({ code }: Finding): CheckPart | undefined => parts.find((part) => code.startsWith(`${part}.`));

/** A finding in words; a refused call of BroadWorks with when, why and as whom, one of an identity system with when and why. */
export function useFindingText(): (finding: Finding) => string {
  const { t, te, locale } = useI18n();
  return ({ code, detail }) => {
    const text = te(`finding.${code}`) ? t(`finding.${code}`) : (detail ?? code);
    const [, then = '', refused = ''] = (code.startsWith('scim.') && /^(\S+) (\S+)/.exec(detail ?? '')) || [];
    if (then) return `${text} ${exactTime(Date.parse(then), locale.value)} – ${te(`refusal.${refused}`) ? t(`refusal.${refused}`) : refused}`;
    const [, at = '', reason, account = ''] = (code.startsWith('adapter.') && /^(\S+) (\S+) ?(.*)$/.exec(detail ?? '')) || [];
    if (!isRefusalReason(reason)) return text;
    return `${text} ${exactTime(Date.parse(at), locale.value)} – ${t(`finding.refusal.${reason}`, { account })}`;
  };
}

/** Where one goes to mend it: a part of this page, another page, or nowhere in this console. */
export type Place = { hash: string } | { route: 'clusters' | 'connectors' | 'portal-address' } | { link: true } | null;
export function placeOf(finding: Finding): Place {
  if (finding.code.startsWith('share_link.own_')) return { route: 'portal-address' };
  switch (partOf(finding)) {
    case 'untrusted_emails':
      return { hash: '#untrustedEmails' };
    case 'scim':
      return { hash: '#scim' };
    case 'adapter':
    case 'users':
      return { hash: '#provisioning' };
    case 'texts':
    case 'support':
      return { hash: '#look' };
    case 'contrast':
      return { hash: '#accentColor' };
    case 'cluster':
      return { route: 'clusters' };
    case 'connector':
      return { route: 'connectors' };
    case 'share_link':
      return { link: true };
    default:
      return null;
  }
}
