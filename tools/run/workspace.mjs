import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the whole project. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/** The two single-page applications, by folder. */
export const pages = ['web-admin', 'web-activation'];

/** @typedef {{ folder: string, name: string, scripts: Record<string, string>, hasDependencies: boolean }} Package */

/**
 * Every package of the workspace that is there, the root first.
 * @returns {Package[]}
 */
export function packages() {
  const grouped = ['services', 'packages'].flatMap((group) => (existsSync(join(root, group)) ? readdirSync(join(root, group)).sort().map((name) => `${group}/${name}`) : []));
  return ['.', ...grouped, ...pages].filter((folder) => existsSync(join(root, folder, 'package.json'))).map(readPackage);
}

/** @param {string} folder @returns {Package} */
function readPackage(folder) {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const hasDependencies = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).length > 0;
  return { folder, name: folder === '.' ? 'root' : folder, scripts: manifest.scripts ?? {}, hasDependencies };
}
