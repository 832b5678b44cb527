import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
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

/** @typedef {{ cwd?: string, quiet?: boolean, shell?: boolean, env?: NodeJS.ProcessEnv }} RunOptions */

/**
 * Runs a program to its end. `quiet` collects the output instead of showing it.
 * @param {string} program @param {string[]} args @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(program, args, { cwd = root, quiet = false, shell = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, shell, env: { ...process.env, ...env, PATH: pathFor(cwd) }, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
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

/** A stop asked for while steps run ends them too, and then us. */
export function endStepsOnSignals() {
  for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => {
      for (const child of running) child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
      setTimeout(() => process.exit(130), 3000).unref();
      const timer = setInterval(() => running.size === 0 && process.exit(130), 20);
      timer.unref();
    });
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
