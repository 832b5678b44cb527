import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './child.mjs';
import { fingerprint, isStamped, stamp } from './fingerprint.mjs';
import { pages, root } from './workspace.mjs';

/** What both pages are made from besides their own folder. */
const common = ['packages/ui', 'packages/api-client', 'pnpm-lock.yaml', 'tsconfig.base.json'];

/**
 * Builds the pages whose sources changed since their last build, side by side.
 * @param {string} node
 * @returns {Promise<string[]>} the folders whose build failed
 */
export async function buildPages(node) {
  const results = await Promise.all(pages.map(async (page) => ({ page, built: await buildPage(node, page) })));
  return results.filter(({ built }) => !built).map(({ page }) => page);
}

/**
 * The stamp lies in the result, which the build empties first: an interrupted build is never taken for a finished one.
 * @param {string} node @param {string} page
 */
async function buildPage(node, page) {
  const folder = join(root, page);
  const stampFile = join(folder, 'dist', '.built-from');
  const print = fingerprint(root, [page, ...common]);
  if (isStamped(stampFile, print) && existsSync(join(folder, 'dist', 'index.html'))) return true;
  console.log(`Building ${page}...`);
  const { code, output } = await run(node, [join(folder, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], { cwd: folder, quiet: true, env: { NODE_ENV: 'production' } });
  if (code === 0) stamp(stampFile, print);
  else console.error(`${output.trim()}\nBuilding ${page} failed.`);
  return code === 0;
}
