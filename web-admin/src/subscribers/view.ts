import { computed, type ComputedRef } from 'vue';
import { useRoute, type LocationQuery, type LocationQueryRaw } from 'vue-router';
import type { Package, Status, SubscriberCounts, SubscriberFilter } from '../api.ts';
import { packages } from '../packages.ts';
import { useQueryChange } from '../query-change.ts';
import { columns, defaultColumns, fixedColumns, type Column } from './columns.ts';
import { statuses } from './status.ts';

export const sorts = ['-lastStatusChange', 'lastStatusChange', 'userId', '-userId', 'name', '-name', 'email', '-email', '-createdAt', 'createdAt'] as const;
export type Sort = (typeof sorts)[number];
export const pageSizes = [25, 50, 100, 200] as const;

/** Everything that decides which users are shown and how; it lives in the URL and nowhere else. */
export type View = {
  templateId: string;
  customerId: string;
  status: Status[];
  package: Package[];
  /** machine words for why a user stands there */
  reason: string[];
  /** minutes a user has stood there at least; 0 for any */
  unchangedFor: number;
  excludeProvisioned: boolean;
  q: string;
  sort: Sort;
  /** what a row shows, in the order it stands */
  columns: readonly Column[];
  limit: number;
  /** where this page of the list starts; empty for the first */
  cursor: string;
};

const text = (value: LocationQuery[string] | undefined): string => (Array.isArray(value) ? value[0] : value) ?? '';
const listed = <Item extends string>(value: string, known: readonly Item[]): Item[] => known.filter((item) => value.split(',').includes(item));

/** Reads a view from a URL's query; what it does not know falls back to the default, so an old link still opens. */
export function viewOf(query: LocationQuery): View {
  const limit = Number(text(query.limit));
  const minutes = Math.round(Number(text(query.unchangedFor)));
  return {
    templateId: text(query.templateId),
    customerId: text(query.customerId),
    status: listed(text(query.status), statuses),
    package: listed(text(query.package), packages),
    reason: text(query.reason).split(',').filter((word) => /^[a-z0-9_]+(\.[a-z0-9_]+)*$/.test(word)),
    unchangedFor: minutes >= 1 && minutes <= 525_600 ? minutes : 0,
    excludeProvisioned: text(query.excludeProvisioned) === 'true',
    q: text(query.q),
    sort: sorts.find((sort) => sort === text(query.sort)) ?? '-lastStatusChange',
    columns: columnsOf(text(query.columns)),
    limit: pageSizes.find((size) => size === limit) ?? 50,
    cursor: text(query.cursor),
  };
}

/** The query that leads to this view; defaults are left out, so that equal views have equal links. */
export function queryOf(view: View): LocationQueryRaw {
  return {
    ...filterOf(view),
    ...(view.sort !== '-lastStatusChange' && { sort: view.sort }),
    ...(view.columns.join() !== defaultColumns.join() && { columns: view.columns.join(',') }),
    ...(view.limit !== 50 && { limit: String(view.limit) }),
    ...(view.cursor && { cursor: view.cursor }),
  };
}

/** A link may leave out what every row shows. */
function columnsOf(names: string): readonly Column[] {
  return names ? columns.filter((column) => fixedColumns.includes(column) || names.split(',').includes(column)) : defaultColumns;
}

type Filter = { templateId?: string; customerId?: string; status?: string; package?: string; reason?: string; unchangedFor?: string; excludeProvisioned?: 'true'; q?: string };

function filterOf(view: View): Filter {
  return {
    ...(view.templateId && { templateId: view.templateId }),
    ...(view.customerId && { customerId: view.customerId }),
    ...(view.status.length > 0 && { status: view.status.join(',') }),
    ...(view.package.length > 0 && { package: view.package.join(',') }),
    ...(view.reason.length > 0 && { reason: view.reason.join(',') }),
    ...(view.unchangedFor > 0 && { unchangedFor: String(view.unchangedFor) }),
    ...(view.excludeProvisioned && { excludeProvisioned: 'true' as const }),
    ...(view.q && { q: view.q }),
  };
}

/** The same view as the API's list takes it. */
export function apiFilterOf(view: View): SubscriberFilter {
  const { excludeProvisioned, unchangedFor, ...filter } = filterOf(view);
  const typed = { ...(excludeProvisioned && { excludeProvisioned: true }), ...(unchangedFor && { unchangedFor: view.unchangedFor }) };
  return { ...filter, ...typed, sort: view.sort, limit: view.limit, ...(view.cursor && { cursor: view.cursor }) };
}

/** Which users the view is about, whatever their order and page. */
export function scopeOf(view: View): SubscriberFilter {
  const { sort: _, limit: __, cursor: ___, ...scope } = apiFilterOf(view);
  return scope;
}

/** The address the browser downloads the list from: same filters and order, all pages; columns null are all. */
export function exportUrlOf(view: View, format: { delimiter: ',' | ';'; encoding: 'spreadsheet' | 'raw'; bom: boolean; columns: readonly string[] | null }): string {
  const { delimiter, encoding, bom, columns } = format;
  return `/v1/subscribers/export?${new URLSearchParams({ ...filterOf(view), sort: view.sort, ...(columns && { columns: columns.join(',') }), delimiter, encoding, ...(bom && { bom: 'true' }) })}`;
}

export type CountFilter = Omit<SubscriberFilter, 'status' | 'excludeProvisioned' | 'sort' | 'limit' | 'cursor'>;

/** The filters without those on status: what the status chips count under. */
export function countFilterOf(view: View): CountFilter {
  const { sort: _, limit: __, ...filter } = apiFilterOf({ ...view, status: [], excludeProvisioned: false, cursor: '' });
  return filter;
}

/** How many users the view holds over all pages; `capped` means "at least". */
export function totalOf(view: View, counts: SubscriberCounts): { total: number; capped: boolean } {
  const chosen = statuses.filter((status) => (view.status.length === 0 || view.status.includes(status)) && !(view.excludeProvisioned && status === 'provisioned'));
  const amounts = chosen.map((status) => counts.byStatus[status] ?? 0);
  return { total: amounts.reduce((sum, amount) => sum + amount, 0), capped: counts.capped && amounts.some((amount) => amount >= 10_000) };
}

/** How many filters narrow the view, the search aside. */
export const filtersSet = (view: View): number => Object.keys(filterOf(view)).filter((name) => name !== 'q').length;

/** The same view with nothing left out but what it was opened for: the users of one template. */
export const unfiltered = { customerId: '', status: [], package: [], reason: [], unchangedFor: 0, excludeProvisioned: false, q: '' } satisfies Partial<View>;
export const isFiltered = (view: View): boolean => Object.keys(filterOf(view)).some((name) => name !== 'templateId');

type ViewControl = {
  view: ComputedRef<View>;
  selectedId: ComputedRef<string>;
  /** cursors of the pages before this one, first page first; null when this page was opened by a link */
  trail: ComputedRef<string[] | null>;
  change: (changes: Partial<View>) => void;
  turnTo: (cursor: string, trail: string[]) => void;
  select: (subscriberId: string, replace?: boolean) => void;
};

/** Ties the view to the route: a change of filters starts at the first page; typing replaces the entry in the history. */
export function useView(): ViewControl {
  const route = useRoute();
  const view = computed(() => viewOf(route.query));
  const selectedId = computed(() => text(route.query.subscriber));
  const trail = computed(() => (route.fullPath && view.value.cursor === '' ? [] : trailOf(history.state)));
  const show = useQueryChange();
  const go = (query: LocationQueryRaw, state: string[] | null, how: { replace?: boolean; typed?: boolean } = {}): void =>
    show(query, { state: state ? { trail: state } : {}, ...how });
  const withSelected = (query: LocationQueryRaw): LocationQueryRaw => ({ ...query, ...(selectedId.value && { subscriber: selectedId.value }) });
  return {
    view,
    selectedId,
    trail,
    change: (changes) => {
      const names = Object.keys(changes).join();
      // Other columns of the same rows: the page stays where it is.
      if (names === 'columns') go(withSelected(queryOf({ ...view.value, ...changes })), trail.value, { replace: true });
      else go(withSelected(queryOf({ ...view.value, cursor: '', ...changes })), [], { typed: names === 'q' });
    },
    turnTo: (cursor, before) => go(withSelected(queryOf({ ...view.value, cursor })), before),
    select: (subscriber, replace = false) => go({ ...queryOf(view.value), ...(subscriber && { subscriber }) }, trail.value, { replace }),
  };
}

function trailOf(state: unknown): string[] | null {
  const trail = typeof state === 'object' && state !== null && 'trail' in state ? state.trail : null;
  return Array.isArray(trail) ? trail.filter((cursor) => typeof cursor === 'string') : null;
}
