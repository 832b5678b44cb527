import type { Subscriber } from '../api.ts';

/**
 * The rows shown, each as it is now, in the order they stand: nothing moves under the pointer while a page refreshes by
 * itself. A row the server no longer has on this page keeps its place with its last known state.
 */
export function refreshInPlace(shown: readonly Subscriber[], fresh: readonly Subscriber[]): Subscriber[] {
  const byId = new Map(fresh.map((subscriber) => [subscriber.id, subscriber]));
  return shown.map((subscriber) => byId.get(subscriber.id) ?? subscriber);
}

/** Shown rows worth a look that the fresh page no longer holds: they moved to another page, so they are asked for one by one. */
export function strayed(shown: readonly Subscriber[], fresh: readonly Subscriber[], worthIt: (subscriber: Subscriber) => boolean): string[] {
  const there = new Set(fresh.map(({ id }) => id));
  return shown.filter((subscriber) => worthIt(subscriber) && !there.has(subscriber.id)).map(({ id }) => id);
}

/**
 * How many users would come, go or change places if the page were shown as it is now. `changed`: who is known to have changed;
 * null when nobody said. Whoever only gave way to another is not counted.
 */
export function displaced(shown: readonly Subscriber[], fresh: readonly Subscriber[], changed: ReadonlySet<string> | null): number {
  const [here, there] = [shown.map(({ id }) => id), fresh.map(({ id }) => id)];
  const [inHere, inThere] = [new Set(here), new Set(there)];
  const gone = here.filter((id) => !inThere.has(id));
  const came = there.filter((id) => !inHere.has(id));
  if (!changed) return Math.max(gone.length, came.length);
  const [stayed, standing] = [here.filter((id) => inThere.has(id)), there.filter((id) => inHere.has(id))];
  const moved = stayed.filter((id, at) => standing[at] !== id);
  return [...gone, ...came, ...moved].filter((id) => changed.has(id)).length;
}
