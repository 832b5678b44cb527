import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPages } from './build.mjs';
import { checkSources } from './check.mjs';
import { run } from './child.mjs';
import { closingLine, readReport, sum } from './jest-report.mjs';
import { root } from './workspace.mjs';

/**
 * Types, lint, builds, all of Jest, and last the browser journeys alone. Goes on after a failure, so that one run tells
 * everything; the last line is `N passed, N failed`.
 * @param {string} node @param {{ journeysOnly?: boolean, only?: string[] }} [options] `only`: names of journeys, all when empty
 * @returns {Promise<number>} exit code
 */
export async function runTests(node, { journeysOnly = false, only = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'vestibule-report-'));
  try {
    const broken = journeysOnly ? [] : await checkSources(node);
    const unbuilt = (await buildPages(node)).map((page) => `build of ${page}`);
    const counts = [
      { passed: 0, failed: broken.length + unbuilt.length },
      journeysOnly ? { passed: 0, failed: 0 } : await jest(node, root, join(folder, 'all.json'), []),
      await journeys(node, join(folder, 'e2e.json'), unbuilt.length > 0, only),
    ];
    for (const name of [...broken, ...unbuilt]) console.log(`Failed check: ${name}`);
    const total = sum(counts);
    console.log(closingLine(total));
    return total.failed === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The journeys start the whole product, so they run when nothing else does. @param {string} node @param {string} report @param {boolean} unbuilt @param {string[]} only */
async function journeys(node, report, unbuilt, only) {
  const folder = join(root, 'packages', 'e2e');
  if (!existsSync(join(folder, 'jest.config.mjs'))) return { passed: 0, failed: 0 };
  if (unbuilt) {
    console.log('The browser journeys did not run, since a page could not be built.');
    return { passed: 0, failed: 1 };
  }
  return jest(node, folder, report, only.length > 0 ? ['--runInBand', ...only] : []);
}

/** Tests start the programs of the product some two hundred times; Node.js then finds what it compiled of them before. */
const compiled = join(root, 'node_modules', '.cache', 'compiled');

/** @param {string} node @param {string} folder @param {string} report @param {string[]} flags */
async function jest(node, folder, report, flags) {
  const program = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const args = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', program, '--ci', '--json', `--outputFile=${report}`, ...flags];
  const { code } = await run(node, args, { cwd: folder, env: { NODE_ENV: 'test', NODE_COMPILE_CACHE: compiled } });
  return readReport(report, code);
}
