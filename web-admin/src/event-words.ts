import { useI18n } from 'vue-i18n';
import type { AuditEntry } from './api.ts';

type Actor = { kind: AuditEntry['actor']['kind']; name: string | null };
type Data = Record<string, unknown>;
export type EventWords = {
  what: (type: string) => string;
  /** As a part of a sentence: "by Nora". */
  who: (actor: Actor) => string;
  /** On its own: "Nora". */
  actor: (actor: Actor) => string;
  /** What a person wants to know beside it, a few words each. */
  details: (type: string, data: Data) => string[];
};

/** Secrets are told of by that they are new, never by what they are. */
const secrets = ['newAdapterPassword', 'newAccessToken', 'newSecret'] as const;
/** What a new thing was made with, where it is no change yet. */
const facts = ['clusterName', 'connectorName', 'xsiUrl', 'baseUrl', 'issuer', 'templates', 'scopes', 'replacementName'] as const;
const said = (data: Data, field: string): string => (typeof data[field] === 'string' ? data[field] : '');
const number = (data: Data, field: string): number | null => (typeof data[field] === 'number' ? data[field] : null);

type Schedule = { days: number[]; quietFrom: string | null; quietUntil: string | null; timeZone: string };
/** `1, 3, 7 (20:00–08:00 Europe/Paris)`; '' where nobody is reminded. */
function scheduleText({ days = [], quietFrom, quietUntil, timeZone }: Partial<Schedule>): string {
  const quiet = quietFrom && quietUntil ? ` (${quietFrom}–${quietUntil} ${timeZone ?? ''})` : '';
  return days.length === 0 ? '' : days.join(', ') + quiet;
}

/** Sentences for events; one of a kind we do not know yet shows its name, so that nothing is hidden. */
export function useEventWords(): EventWords {
  const { t, te, d } = useI18n();
  const known = (key: string, otherwise: string): string => (te(key) ? t(key) : otherwise);

  function value(given: unknown, field: string): string {
    if (field === 'templates' && given === null) return t('story.allTemplates');
    if (given === null || given === undefined || given === '') return t('story.none');
    if (typeof given === 'boolean') return given ? t('story.yes') : t('story.no');
    if (Array.isArray(given)) return given.length === 0 ? t('story.none') : given.map((each: unknown) => value(each, field)).join(', ');
    if (field === 'reminders') return scheduleText(given as Partial<Schedule>) || t('story.none');
    if (typeof given === 'object') return Object.entries(given).map(([key, each]) => `${key}: ${value(each, key)}`).join(', ') || t('story.none');
    if (typeof given !== 'string') return JSON.stringify(given);
    if (field === 'logo') return known(`story.logo.${given}`, given);
    if (field === 'role' || field === 'defaultRole') return known(`role.${given}`, given);
    return /package$/i.test(field) ? known(`package.${given}`, given) : given;
  }
  const fact = (field: string, given: unknown): string => t('story.fact', { field: known(`story.field.${field}`, field), value: value(given, field) });

  /** "Name: before → after", for every field that changed. */
  function changes(data: Data): string[] {
    if (typeof data.changes !== 'object' || data.changes === null) return [];
    return Object.entries(data.changes as Record<string, { from: unknown; to: unknown }>).map(([field, { from, to }]) =>
      t('story.change', { field: known(`story.field.${field}`, field), from: value(from, field), to: value(to, field) }));
  }

  function addresses(data: Data): string {
    const [before, after] = [said(data, 'oldEmail'), said(data, 'newEmail')];
    if (after) return before && before !== after ? t('story.fromTo', { from: before, to: after }) : after;
    return said(data, 'email') || said(data, 'to');
  }

  function amounts(data: Data): string[] {
    const [done, total, rows, count] = [number(data, 'succeeded') ?? number(data, 'done'), number(data, 'total'), number(data, 'rows'), number(data, 'count')];
    const until = said(data, 'oldLinkUntil') || said(data, 'oldTokenUntil') || said(data, 'previousSecretUntil');
    return [
      done !== null && total !== null ? t('story.doneOf', { done, total }) : '',
      rows === null ? '' : t('story.rows', { count: rows }, rows),
      count === null ? '' : t('story.sessions', { count }, count),
      until && t('story.oldUntil', { time: d(new Date(until), { dateStyle: 'medium', timeStyle: 'short' }) }),
    ];
  }

  function details(type: string, data: Data): string[] {
    const told = [...changes(data), ...secrets.filter((name) => data[name] === true).map((name) => t(`story.secret.${name}`))];
    if (told.length > 0) return told;
    const status = type === 'subscriber.status_changed' || type === 'subscriber.handed_over' ? said(data, 'to') || said(data, 'status') : '';
    const reason = said(data, 'code') || said(data, 'reason');
    const [mode, role, list, how] = [said(data, 'mode'), said(data, 'role'), said(data, 'list'), said(data, 'how')];
    return [
      status && known(`status.filter.${status}`, status),
      status ? '' : addresses(data),
      mode && known(`story.mode.${mode}`, mode),
      role && known(`role.${role}`, role),
      list && known(`story.list.${list}`, list),
      how && known(`story.how.${how}`, how),
      ...facts.filter((field) => data[field] !== undefined && data[field] !== null && type !== 'subscriber.moved').map((field) => fact(field, data[field])),
      ...amounts(data),
      reason && known(`reason.${reason}`, known(`problem.${reason}`, known(`story.why.${reason}`, reason))),
      said(data, 'firstUserId') && t('story.firstUser', { userId: said(data, 'firstUserId') }),
      said(data, 'address') && t('story.address', { address: said(data, 'address') }),
    ].filter(Boolean);
  }

  return {
    what: (type) => known(`event.${type}`, type),
    who: ({ kind, name }) => t(`actor.${kind}`, { name: name ?? t('actor.someone') }),
    actor: ({ kind, name }) => t(`actorName.${kind}`, { name: name ?? t('actor.someone') }),
    details,
  };
}
