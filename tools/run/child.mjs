import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { parentWatch } from './parent.mjs';
import { root } from './workspace.mjs';

/** A step that could not be done; its message is for people and needs no stack. */
export class StepFailed extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'StepFailed';
  }
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

// A group of its own holds what a program starts as well, such as Jest's workers: a signal to the program alone would leave them behind.
const ownGroups = process.platform !== 'win32';
const END_WITHIN = 10_000;

/** @typedef {{ cwd?: string, quiet?: boolean, shell?: boolean, env?: NodeJS.ProcessEnv }} RunOptions */

/**
 * Runs a program to its end. `quiet` collects the output instead of showing it.
 * @param {string} program @param {string[]} args @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(program, args, { cwd = root, quiet = false, shell = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, shell, env: { ...process.env, ...env, PATH: pathFor(cwd) }, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit', detached: ownGroups });
    let output = '';
    running.add(child);
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', (error) => finish(127, `${output}${program}: ${error.message}\n`));
    child.once('close', (code) => finish(code ?? 1, output));
    /** @param {number} code @param {string} text */
    function finish(code, text) {
      running.delete(child);
      resolve({ code, output: text });
    }
  });
}

/** A stop asked for while steps run ends them with all they have started, and then us; so does npm's own end, when it was npm that started us. */
export function endStepsOnSignals() {
  for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => endSteps(signal === 'SIGHUP' ? 'SIGTERM' : signal));
  }
  if (!process.env.npm_lifecycle_event) return;
  const gone = parentWatch();
  const timer = setInterval(() => {
    if (running.size === 0 || !gone()) return;
    clearInterval(timer);
    endSteps('SIGTERM');
  }, 500);
  timer.unref();
}

/** Whatever has not ended in time is ended by force. @param {NodeJS.Signals} signal */
function endSteps(signal) {
  const groups = [...running].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  groups.forEach((group) => tell(group, signal));
  setInterval(() => groups.some((group) => tell(group, 0)) || process.exit(130), 20);
  setTimeout(() => {
    groups.forEach((group) => tell(group, 'SIGKILL'));
    process.exit(130);
  }, END_WITHIN);
}

/** @param {number} group @param {NodeJS.Signals | 0} signal @returns {boolean} whether anybody of the group was there to hear it */
function tell(group, signal) {
  try {
    return process.kill(ownGroups ? -group : group, signal);
  } catch {
    return false;
  }
}

/**
 * The programs of the package first, then those of the workspace (its Node among them), then the system's.
 * @param {string} cwd
 */
export function pathFor(cwd) {
  const bins = [join(cwd, 'node_modules', '.bin'), join(root, 'node_modules', '.bin')];
  return [...new Set(bins), process.env.PATH ?? ''].join(delimiter);
}
