import { computed, type ComputedRef } from 'vue';
import { useRoute, useRouter, type LocationQuery, type LocationQueryRaw } from 'vue-router';
import type { ActorKind, AuditFilter } from '../api.ts';

/** What an event is about, in the order of the menu. */
export const groups = ['subscriber', 'operation', 'message', 'template', 'customer', 'adapter', 'cluster', 'connector', 'admin', 'api_client', 'identity_provider', 'sign_in', 'export', 'bulk_operation'] as const;
export type Group = (typeof groups)[number];
export const actorKinds: readonly ActorKind[] = ['admin', 'api_client', 'subscriber', 'broadworks', 'system', 'visitor'];
/** Days back from today. */
export const spans = ['1', '7', '30', '90'] as const;
export type Span = (typeof spans)[number] | '';

/** Which events are shown; it lives in the URL and nowhere else. */
export type AuditView = { q: string; group: Group[]; actor: ActorKind[]; span: Span; templateId: string; subscriberId: string };
export const unfiltered: AuditView = { q: '', group: [], actor: [], span: '', templateId: '', subscriberId: '' };

const text = (value: LocationQuery[string] | undefined): string => (Array.isArray(value) ? value[0] : value) ?? '';
const listed = <Item extends string>(value: string, known: readonly Item[]): Item[] => known.filter((item) => value.split(',').includes(item));

export function viewOf(query: LocationQuery): AuditView {
  return {
    q: text(query.q),
    group: listed(text(query.group), groups),
    actor: listed(text(query.actor), actorKinds),
    span: spans.find((span) => span === text(query.span)) ?? '',
    templateId: text(query.templateId),
    subscriberId: text(query.subscriberId),
  };
}

/** The query that leads to this view; what is not set is left out, so that equal views have equal links. */
export function queryOf(view: AuditView): LocationQueryRaw {
  const fields = { ...view, group: view.group.join(','), actor: view.actor.join(',') };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

/** The same as the API takes it. A span begins at midnight where the reader is, so that asking again asks the same. */
export function apiFilterOf(view: AuditView, now: Date): Omit<AuditFilter, 'cursor' | 'limit'> {
  const { span, ...plain } = queryOf(view) as Record<string, string>;
  if (!span) return plain;
  const from = new Date(now.getFullYear(), now.getMonth(), now.getDate() - Number(span) + 1);
  return { ...plain, from: from.toISOString() };
}

/** The address the browser downloads the log from: same filters, all pages. */
export function exportUrlOf(view: AuditView, now: Date, delimiter: ',' | ';'): string {
  return `/v1/audit/export?${new URLSearchParams({ ...(apiFilterOf(view, now) as Record<string, string>), delimiter, bom: 'true' })}`;
}

export const isFiltered = (view: AuditView): boolean => Object.keys(queryOf(view)).length > 0;

/** Ties the view to the route; typing replaces the entry in the history. */
export function useAuditView(): { view: ComputedRef<AuditView>; change: (changes: Partial<AuditView>) => void } {
  const route = useRoute();
  const router = useRouter();
  const view = computed(() => viewOf(route.query));
  return { view, change: (changes) => void router.push({ query: queryOf({ ...view.value, ...changes }), replace: Object.keys(changes).join() === 'q' }) };
}
