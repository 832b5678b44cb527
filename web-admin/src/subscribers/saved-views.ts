import type { SavedView, SavedViewQuery } from '../api.ts';
import { apiFilterOf, queryOf, unfiltered, viewOf, type View } from './view.ts';

/** Views everybody has: what to look for, whatever columns and page size somebody likes. */
export const builtInViews = ['everyone', 'attention', 'unfinished', 'waiting'] as const;
export type BuiltInView = (typeof builtInViews)[number];

const narrowed: Record<BuiltInView, Partial<View>> = {
  everyone: {},
  attention: { status: ['error', 'pending_user_migration'] },
  unfinished: { excludeProvisioned: true },
  waiting: { status: ['pending_email_input'] },
};

/** The built-in view, shown the way the present one is. */
export const builtIn = (name: BuiltInView, present: View): View => ({ ...present, ...unfiltered, templateId: '', sort: '-lastStatusChange', cursor: '', ...narrowed[name] });

/** What is kept of a view: everything but the page somebody happens to be on. */
export function savedQueryOf(view: View): SavedViewQuery {
  const { cursor: _, ...query } = apiFilterOf(view);
  return { ...query, columns: view.columns.join(',') };
}

/** A kept view, read like an address: what is no longer known falls away. */
export function viewOfSaved({ query }: Pick<SavedView, 'query'>): View {
  return viewOf(Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)])));
}

/** The same users in the same order in the same columns, on whichever page. */
export function isSameView(one: View, other: View): boolean {
  const [a, b] = [one, other].map((view) => JSON.stringify(Object.entries(queryOf({ ...view, cursor: '' })).sort()));
  return a === b;
}
