import { computed, type ComputedRef } from 'vue';
import { useRoute, type LocationQuery, type LocationQueryRaw } from 'vue-router';
import type { ActorKind, AuditFilter, EventType } from '../api.ts';
import { useQueryChange } from '../query-change.ts';
import { eventTypes, type Group, groupOf, groups } from './event-types.ts';

export const actorKinds: readonly ActorKind[] = ['admin', 'api_client', 'subscriber', 'broadworks', 'identity_system', 'system', 'visitor'];
/** Days back from today. */
export const spans = ['1', '7', '30', '90'] as const;
export type Span = (typeof spans)[number] | '';
/** One thing the log is narrowed to, by its id. `involved`: what somebody did and what was done to them. */
export const narrowings = ['actorId', 'involvedId', 'subscriberId', 'customerId', 'templateId'] as const;
export type Narrowing = (typeof narrowings)[number];

/** Which events are shown; it lives in the URL and nowhere else. `from` and `to` are days (2026-01-31), both included. */
export type AuditView = { q: string; group: Group[]; type: EventType[]; actor: ActorKind[]; span: Span; from: string; to: string } & Record<Narrowing, string>;
export const unfiltered: AuditView = { q: '', group: [], type: [], actor: [], span: '', from: '', to: '', actorId: '', involvedId: '', subscriberId: '', customerId: '', templateId: '' };

const text = (value: LocationQuery[string] | undefined): string => (Array.isArray(value) ? value[0] : value) ?? '';
const listed = <Item extends string>(value: string, known: readonly Item[]): Item[] => known.filter((item) => value.split(',').includes(item));
const day = (value: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : '');

export function viewOf(query: LocationQuery): AuditView {
  const [from, to] = [day(text(query.from)), day(text(query.to))];
  return {
    q: text(query.q),
    group: listed(text(query.group), groups),
    type: listed(text(query.type), eventTypes),
    actor: listed(text(query.actor), actorKinds),
    span: from || to ? '' : (spans.find((span) => span === text(query.span)) ?? ''),
    from, to,
    actorId: text(query.actorId), involvedId: text(query.involvedId), subscriberId: text(query.subscriberId), customerId: text(query.customerId), templateId: text(query.templateId),
  };
}

/** The query that leads to this view; what is not set is left out, so that equal views have equal links. */
export function queryOf(view: AuditView): LocationQueryRaw {
  const fields = { ...view, group: view.group.join(','), type: view.type.join(','), actor: view.actor.join(',') };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

/** A day as the reader's clock has it; `after` is the first moment that does not belong to it any more. */
function momentOf(date: string, after: boolean): string {
  const [year = 0, month = 1, dayOfMonth = 1] = date.split('-').map(Number);
  const start = new Date(year, month - 1, dayOfMonth + (after ? 1 : 0));
  return (after ? new Date(start.getTime() - 1) : start).toISOString();
}

/**
 * The same as the API takes it. A span begins at midnight where the reader is, so that asking again asks the same. Types that were
 * chosen narrow their group; a group without any stands for all of its own.
 */
export function apiFilterOf(view: AuditView, now: Date): Omit<AuditFilter, 'cursor' | 'limit'> {
  const whole = view.group.filter((group) => !view.type.some((type) => groupOf(type) === group));
  const { span, from, to, ...plain } = queryOf({ ...view, group: whole }) as Record<string, string>;
  const since = span ? new Date(now.getFullYear(), now.getMonth(), now.getDate() - Number(span) + 1).toISOString() : from && momentOf(from, false);
  return { ...plain, ...(since && { from: since }), ...(to && { to: momentOf(to, true) }) };
}

/** The address the browser downloads the log from: same filters, all pages. */
export function exportUrlOf(view: AuditView, now: Date, delimiter: ',' | ';'): string {
  return `/v1/audit/export?${new URLSearchParams({ ...(apiFilterOf(view, now) as Record<string, string>), delimiter, bom: 'true' })}`;
}

export const isFiltered = (view: AuditView): boolean => Object.keys(queryOf(view)).length > 0;

/** Ties the view to the route; typing replaces the entry in the history. */
export function useAuditView(): { view: ComputedRef<AuditView>; change: (changes: Partial<AuditView>) => void } {
  const route = useRoute();
  const go = useQueryChange();
  const view = computed(() => viewOf(route.query));
  return { view, change: (changes) => go(queryOf({ ...view.value, ...changes }), { typed: Object.keys(changes).join() === 'q' }) };
}
