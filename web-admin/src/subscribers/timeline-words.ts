import { useI18n } from 'vue-i18n';
import type { TimelineEntry } from '../api.ts';

type Words = {
  what: (entry: TimelineEntry) => string;
  who: (entry: TimelineEntry) => string;
  detail: (entry: TimelineEntry) => string;
  failed: (entry: TimelineEntry) => boolean;
};

const failures = new Set(['operation.failed', 'operation.attempt_failed', 'message.refused', 'subscriber.code_refused']);

/** Sentences for the entries of a timeline; an entry of a kind we do not know yet shows its name. */
export function useTimelineWords(): Words {
  const { t, te } = useI18n();
  const known = (key: string, otherwise: string): string => (te(key) ? t(key) : otherwise);
  const said = (data: Record<string, unknown>, field: string): string => (typeof data[field] === 'string' ? data[field] : '');

  function detail({ type, data }: TimelineEntry): string {
    const packageChange = type === 'subscriber.package_change_requested';
    const status = packageChange ? '' : said(data, 'to') || said(data, 'status');
    const reason = said(data, 'code') || said(data, 'reason');
    const packageName = packageChange ? said(data, 'to') : said(data, 'package');
    return [
      status && known(`status.filter.${status}`, status),
      said(data, 'newEmail') || said(data, 'email'),
      packageName && known(`package.${packageName}`, packageName),
      reason && known(`reason.${reason}`, reason),
    ].filter(Boolean).join(' · ');
  }

  return {
    what: ({ type }) => known(`event.${type}`, type),
    who: ({ actor }) => t(`actor.${actor.kind}`, { name: actor.name ?? t('actor.someone') }),
    detail,
    failed: ({ type, data }) => failures.has(type) || data.to === 'error',
  };
}
