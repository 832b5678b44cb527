import type { Subscriber } from '../api.ts';

/**
 * The rows shown, each as it is now, in the order they stand: nothing moves under the pointer while a page refreshes by
 * itself. A row the server no longer has on this page keeps its place with its last known state.
 */
export function refreshInPlace(shown: readonly Subscriber[], fresh: readonly Subscriber[]): Subscriber[] {
  const byId = new Map(fresh.map((subscriber) => [subscriber.id, subscriber]));
  return shown.map((subscriber) => byId.get(subscriber.id) ?? subscriber);
}

/** Rows under way that the fresh page no longer holds: they moved to another page, so they are asked for one by one. */
export function strayed(shown: readonly Subscriber[], fresh: readonly Subscriber[], running: (subscriber: Subscriber) => boolean): string[] {
  const there = new Set(fresh.map(({ id }) => id));
  return shown.filter((subscriber) => running(subscriber) && !there.has(subscriber.id)).map(({ id }) => id);
}
