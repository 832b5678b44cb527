import { readFileSync } from 'node:fs';

/**
 * A function that tells whether the npm that started us is gone. npm runs scripts by a shell, which outlives a killed npm:
 * when our parent is one, its parent counts too.
 * @returns {() => boolean}
 */
export function parentWatch() {
  const parent = process.ppid;
  const throughShell = /^(ba|da|z|k|a)?sh$/.test(nameOf(parent));
  const grandparent = throughShell ? parentOf(parent) : undefined;
  return () => process.ppid !== parent || (grandparent !== undefined && parentOf(parent) !== grandparent);
}

/** @param {number} pid */
function nameOf(pid) {
  return read(`/proc/${pid}/comm`)?.trim() ?? '';
}

/** @param {number} pid @returns {number | undefined} undefined where there is no /proc to read it from */
function parentOf(pid) {
  const stat = read(`/proc/${pid}/stat`);
  return stat === undefined ? undefined : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
