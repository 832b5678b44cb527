import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Keeps one value across restarts; without a path it keeps nothing. */
export type JsonFile<T> = { load(): T; save(value: T): void };

/** @param empty what `load` gives when nothing was ever saved */
export const createJsonFile = <T>(path: string | undefined, empty: T): JsonFile<T> => ({
  load: () => (path === undefined ? empty : (ownJson<T>(readIfThere(path)) ?? empty)),
  save(value) {
    if (path === undefined) return;
    mkdirSync(dirname(path), { recursive: true });
    // A rename is all or nothing, so that a kill in the middle of writing leaves the former content.
    writeFileSync(`${path}.new`, JSON.stringify(value), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  },
});

const readIfThere = (path: string): string | null => (existsSync(path) ? readFileSync(path, 'utf8') : null);

// Safe because nobody but `save` above, with the same type, writes the file.
const ownJson = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T));
