/** The system's name of an error (`EEXIST`); empty when it has none. Not by `instanceof`: errors of Node come from another realm in tests. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
