import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What a build or an install leaves behind and must never count as a source. */
const skipped = new Set(['node_modules', 'dist', 'coverage', '.data', '.git']);

/**
 * One hash over the names and contents of files and whole folders; a path that is missing counts as missing.
 * Contents rather than times: a fresh clone, or a change of branch and back, touches every time.
 * @param {string} base folder the names are relative to
 * @param {string[]} paths files or folders in it
 * @param {string} [salt] what else the result depends on
 */
export function fingerprint(base, paths, salt = '') {
  const hash = createHash('sha256').update(salt);
  for (const path of paths) {
    const files = filesUnder(join(base, path));
    if (files.length === 0) hash.update(`\0${path}\0missing`);
    for (const file of files) hash.update(`\0${relative(base, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** @param {string} file @param {string} print */
export function isStamped(file, print) {
  return existsSync(file) && readFileSync(file, 'utf8') === print;
}

/** @param {string} file @param {string} print */
export function stamp(file, print) {
  writeFileSync(file, print);
}

/** @param {string} path @returns {string[]} */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  const entries = readdirSync(path, { withFileTypes: true }).filter(({ name }) => !skipped.has(name));
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap(({ name }) => filesUnder(join(path, name)));
}
