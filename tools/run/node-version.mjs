/**
 * One clear line when a Node.js is older than needed, else undefined.
 * @param {string} version as in `process.version`
 * @param {[number, number]} needed major and minor
 * @returns {string | undefined}
 */
export function tooOld(version, needed) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const recent = major > needed[0] || (major === needed[0] && minor >= needed[1]);
  return recent ? undefined : `Vestibule needs Node.js ${needed.join('.')} or newer; this is ${version}.`;
}
