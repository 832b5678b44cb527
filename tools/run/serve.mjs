import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './workspace.mjs';
import { pathFor } from './child.mjs';
import { parentWatch } from './parent.mjs';

/**
 * Runs a long-lived program with the project's Node and no shell in between: signals reach it, and it ends when we or
 * the npm that started us go away. Answers its exit code.
 * @param {string} node @param {string} file relative to the root @param {string[]} args
 * @returns {Promise<number>}
 */
export function serve(node, file, args) {
  return new Promise((resolve) => {
    const child = spawn(node, ['--disable-warning=ExperimentalWarning', join(root, file), ...args], {
      cwd: root,
      env: { ...process.env, PATH: pathFor(root) },
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.removeAllListeners(signal);
      process.on(signal, () => child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal));
    }
    endWithParent(child);
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Only under npm: a program started by hand in the background may outlive its shell. @param {import('node:child_process').ChildProcess} child */
function endWithParent(child) {
  if (!process.env.npm_lifecycle_event) return;
  const gone = parentWatch();
  setInterval(() => gone() && child.kill('SIGTERM'), 500).unref();
}
