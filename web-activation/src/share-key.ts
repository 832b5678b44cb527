/** The key in `/activate/<key>`; '' where there is none. */
export function shareKeyIn(path: string): string {
  return /^\/activate\/([\w-]+)/.exec(path)?.[1] ?? '';
}
