import type { EntryKey, QueryCache } from '@pinia/colada';

/**
 * Takes what was read under these keys for old, and reads again what is on the screen. That a reading fails, or is overtaken by the next,
 * is shown where it is read: whoever changed something is not told that the change has failed.
 */
export async function readAnew(cache: QueryCache, ...keys: EntryKey[]): Promise<void> {
  await Promise.all(keys.map((key) => cache.invalidateQueries({ key }).catch(() => undefined)));
}
