import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, StepFailed } from './child.mjs';
import { fingerprint, isStamped, stamp } from './fingerprint.mjs';
import { packages, root } from './workspace.mjs';

/** Where the last complete install says what it was made from. */
const stampFile = join(root, 'node_modules', '.vestibule-install');

/** Installs exactly what the lockfile says; nothing is done when the last install was from the same files. */
export async function install() {
  const all = packages();
  const manifests = all.map(({ folder }) => join(folder, 'package.json'));
  const print = fingerprint(root, ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests], `${process.platform}-${process.arch}`);
  const complete = all.every(({ folder, hasDependencies }) => !hasDependencies || existsSync(join(root, folder, 'node_modules')));
  if (complete && isStamped(stampFile, print)) return;
  console.log('Installing dependencies...');
  const { code } = await pnpm(['install', '--frozen-lockfile', '--config.confirm-modules-purge=false']);
  if (code !== 0) throw new StepFailed('The dependencies could not be installed (see above).');
  stamp(stampFile, print);
}

/**
 * Runs pnpm in the version the project names, whatever is installed here.
 * @param {string[]} args
 */
export function pnpm(args) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return run('npx', ['-y', packageManager, ...args], { shell: process.platform === 'win32' });
}
