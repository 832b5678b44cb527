import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { run } from './child.mjs';
import { packages, root } from './workspace.mjs';

/** @typedef {{ name: string, act: () => Promise<{ code: number, output: string }> }} Check */

/**
 * Types of every package, of the tools, lint over all, and the contract by a public linter; each failure is shown with its output.
 * @param {string} node
 * @returns {Promise<string[]>} the names of the checks that failed
 */
export async function checkSources(node) {
  const waiting = checks(node);
  /** @type {string[]} */
  const failed = [];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { code, output } = await next.act();
      console.log(code === 0 ? `ok      ${next.name}` : `${output.trim()}\nFAILED  ${next.name}`);
      if (code !== 0) failed.push(next.name);
    }
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker));
  return failed;
}

/** @param {string} node @returns {Check[]} */
function checks(node) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const eslint = [join(root, 'node_modules', 'eslint', 'bin', 'eslint.js'), '.', '--cache', '--cache-strategy', 'content', '--cache-location', 'node_modules/.cache/eslint/'];
  return [
    { name: 'lint', act: () => run(node, eslint, { quiet: true }) },
    ...packages().flatMap(({ folder, name, scripts: { typecheck } }) => {
      if (!typecheck) return [];
      return [{ name: `types of ${name}`, act: () => run(typecheck, [], { cwd: join(root, folder), quiet: true, shell: true }) }];
    }),
    { name: 'contract', act: () => run(node, [join(root, 'tools', 'lint-contract.mjs')], { quiet: true }) },
    { name: 'types of tools', act: () => run(node, [tsc, '--noEmit', '-p', 'tools'], { quiet: true }) },
  ];
}
