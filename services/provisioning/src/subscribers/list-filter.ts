import type { Context } from '../context.ts';
import type { SubscriberFilters } from './list-query.ts';
import { packages, statuses } from './subscriber.ts';

/** A filter as callers write it, in a query and in a body alike: several words are separated by commas. */
export type FilterWords = { templateId?: string; customerId?: string; status?: string; package?: string; reason?: string; unchangedFor?: number; excludeProvisioned?: boolean; q?: string };

/** The filter as the store understands it, at the moment of `clock`; a schema has refused unknown words already. */
export function filtersOf({ clock }: Pick<Context, 'clock'>, words: FilterWords): SubscriberFilters {
  const { templateId, customerId, excludeProvisioned, q, unchangedFor } = words;
  const given = <T extends string>(known: readonly T[], text: string | undefined) => (text === undefined ? undefined : known.filter((word) => text.split(',').includes(word)));
  const changedBefore = unchangedFor === undefined ? undefined : new Date(clock.now().getTime() - unchangedFor * 60_000).toISOString();
  const lists = { status: given(statuses, words.status), package: given(packages, words.package), reason: words.reason?.split(',') };
  return { templateId, customerId, excludeProvisioned, changedBefore, q: q?.trim() || undefined, ...lists };
}
