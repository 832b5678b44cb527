import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
const inside = (group) => readdirSync(root + group).sort().map((name) => `${group}/${name}`);

// The browser journeys start the whole product and run alone, after all of these (tools/run/test.mjs).
const projects = [...inside('services'), ...inside('packages'), 'web-admin', 'web-activation', 'tools']
  .filter((folder) => folder !== 'packages/e2e' && existsSync(`${root}${folder}/jest.config.mjs`))
  .map((folder) => `<rootDir>/${folder}`);

// A whole product starts before the first test of many files; Jest takes this setting only here. Most of
// them wait more than they work, so two share a core. The modules of a finished file stay in memory, and looking through them
// for what is free takes ever longer, so a worker that has grown is replaced.
export default { projects, testSequencer: `${root}packages/tooling/longest-first.mjs`, testTimeout: 60_000, maxWorkers: 2 * availableParallelism(), workerIdleMemoryLimit: '1GB' };
