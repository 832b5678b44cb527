import { exactTime } from '@vestibule/ui';
import { useI18n } from 'vue-i18n';
import type { CheckPart, Finding } from '../api.ts';
import { isRefusalReason } from './template-form.ts';

const parts: readonly CheckPart[] = ['untrusted_emails', 'share_link', 'cluster', 'connector', 'adapter', 'users', 'sender', 'texts', 'support', 'contrast'];
/** What a finding is about: the word its code begins with. */
export const partOf = ({ code }: Finding): CheckPart | undefined => parts.find((part) => code.startsWith(`${part}.`));

/** A finding in words; a refused adapter call with when, why and as whom. */
export function useFindingText(): (finding: Finding) => string {
  const { t, te, locale } = useI18n();
  return ({ code, detail }) => {
    const text = te(`finding.${code}`) ? t(`finding.${code}`) : (detail ?? code);
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
