import { spawnSync } from 'node:child_process';
import { lstatSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { StepFailed } from './child.mjs';
import { tooOld } from './node-version.mjs';
import { root } from './workspace.mjs';

/**
 * The Node that the workspace installed, when it runs here (not on Alpine, say); else the one that started us.
 * The services need 24.9: it runs TypeScript and lets Jest load packages that are ES modules only.
 */
export function projectNode() {
  const own = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const answer = spawnSync(own, ['--version'], { encoding: 'utf8' });
  if (answer.status === 0 && !tooOld(answer.stdout.trim(), [24, 9])) return own;
  removeBroken(own);
  const complaint = tooOld(process.version, [24, 9]);
  if (complaint) throw new StepFailed(`${complaint} npm has no Node.js for ${process.platform}-${process.arch} that runs here.`);
  return process.execPath;
}

/** One that does not run would be found first by every program that asks for `node`. @param {string} path */
function removeBroken(path) {
  try {
    lstatSync(path);
    rmSync(path);
  } catch {
    // There is none.
  }
}
