import { useI18n } from 'vue-i18n';
import type { AuditEntry } from './api.ts';

type Actor = { kind: AuditEntry['actor']['kind']; name: string | null };
export type EventWords = {
  what: (type: string) => string;
  who: (actor: Actor) => string;
  /** What a person wants to know beside it, a few words each. */
  details: (type: string, data: Record<string, unknown>) => string[];
};

/** Sentences for events; one of a kind we do not know yet shows its name, so that nothing is hidden. */
export function useEventWords(): EventWords {
  const { t, te } = useI18n();
  const known = (key: string, otherwise: string): string => (te(key) ? t(key) : otherwise);
  const said = (data: Record<string, unknown>, field: string): string => (typeof data[field] === 'string' ? data[field] : '');

  function value(given: unknown, field: string): string {
    if (given === null || given === undefined || given === '') return t('story.none');
    if (typeof given === 'boolean') return given ? t('story.yes') : t('story.no');
    if (typeof given !== 'string') return JSON.stringify(given);
    return /package$/i.test(field) ? known(`package.${given}`, given) : given;
  }

  /** "Name: before → after", for every field that changed. */
  function changes(data: Record<string, unknown>): string[] {
    if (typeof data.changes !== 'object' || data.changes === null) return [];
    return Object.entries(data.changes as Record<string, { from: unknown; to: unknown }>).map(([field, { from, to }]) =>
      t('story.change', { field: known(`story.field.${field}`, field), from: value(from, field), to: value(to, field) }));
  }

  function addresses(data: Record<string, unknown>): string {
    const [before, after] = [said(data, 'oldEmail'), said(data, 'newEmail')];
    if (after) return before && before !== after ? t('story.fromTo', { from: before, to: after }) : after;
    return said(data, 'email') || said(data, 'to');
  }

  function details(type: string, data: Record<string, unknown>): string[] {
    const changed = changes(data);
    if (changed.length > 0) return changed;
    const status = type === 'subscriber.status_changed' || type === 'subscriber.handed_over' ? said(data, 'to') || said(data, 'status') : '';
    const renamed = type === 'customer.renamed' ? t('story.fromTo', { from: said(data, 'from'), to: said(data, 'to') }) : '';
    const reason = said(data, 'code') || said(data, 'reason');
    const role = said(data, 'role');
    const list = said(data, 'list');
    return [
      status && known(`status.filter.${status}`, status),
      renamed || (status ? '' : addresses(data)),
      said(data, 'mode') && known(`story.mode.${said(data, 'mode')}`, said(data, 'mode')),
      role && known(`role.${role}`, role),
      list && known(`story.list.${list}`, list),
      reason && known(`reason.${reason}`, known(`problem.${reason}`, known(`story.why.${reason}`, reason))),
      said(data, 'address') && t('story.address', { address: said(data, 'address') }),
    ].filter(Boolean);
  }

  return {
    what: (type) => known(`event.${type}`, type),
    who: ({ kind, name }) => t(`actor.${kind}`, { name: name ?? t('actor.someone') }),
    details,
  };
}
