import { join } from 'node:path';
import { buildPages } from './build.mjs';
import { endStepsOnSignals, run, StepFailed } from './child.mjs';
import { checkSources } from './check.mjs';
import { install, pnpm } from './install.mjs';
import { projectNode } from './project-node.mjs';
import { serve } from './serve.mjs';
import { runTests } from './test.mjs';
import { root } from './workspace.mjs';

/** @typedef {(node: string, args: string[]) => Promise<number>} Command */

/** @type {Record<string, Command>} */
const commands = {
  start: async (node, args) => {
    await builtPages(node);
    return serve(node, 'tools/start.ts', args);
  },
  test: (node) => runTests(node),
  check: async (node) => ((await checkSources(node)).length === 0 ? 0 : 1),
  gen: async (node) => {
    await step(node, ['services/provisioning/src/emit-openapi.ts'], 'writing openapi.yaml');
    await step(node, ['packages/api-client/node_modules/openapi-typescript/bin/cli.js', 'openapi.yaml', '--default-non-nullable=false', '-o', 'packages/api-client/src/schema.gen.ts'], 'generating the API client');
    await step(node, ['packages/api-client/generate-keyed-posts.mjs'], 'listing the calls that need a key');
    return 0;
  },
  'db:generate': async (node, args) => {
    const folder = join(root, 'services', 'provisioning');
    return (await run(node, [join(folder, 'node_modules', 'drizzle-kit', 'bin.cjs'), 'generate', ...args], { cwd: folder })).code;
  },
  e2e: (node, args) => runTests(node, { journeysOnly: true, only: args }),
  bench: async (node, args) => {
    if (args[0] === 'scim') return serve(node, 'packages/bench/src/scim.ts', args.slice(1));
    if (args[0] === 'connectors') return serve(node, 'packages/bench/src/connectors.ts', args.slice(1));
    if (args[0] === 'events') return serve(node, 'packages/bench/src/events.ts', args.slice(1));
    if (args[0] !== 'portal') return serve(node, 'packages/bench/src/main.ts', args);
    await builtPages(node);
    return serve(node, 'packages/bench/src/portal.ts', args.slice(1));
  },
  screenshots: async (node, args) => {
    await builtPages(node);
    return serve(node, 'packages/e2e/src/screenshots.ts', args);
  },
};

/**
 * Installs, then does what was asked; what is not one of ours goes to pnpm.
 * @param {string} name @param {string[]} args
 * @returns {Promise<number>} exit code
 */
export async function runCommand(name, args) {
  endStepsOnSignals();
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return (await pnpm([name, ...args])).code;
  await install();
  return command(projectNode(), args);
}

/** @param {string} node */
async function builtPages(node) {
  const failed = await buildPages(node);
  if (failed.length > 0) throw new StepFailed(`Not started, since ${failed.join(' and ')} could not be built.`);
}

/** @param {string} node @param {string[]} args @param {string} what */
async function step(node, args, what) {
  const { code } = await run(node, ['--disable-warning=ExperimentalWarning', ...args]);
  if (code !== 0) throw new StepFailed(`Failed: ${what}.`);
}
