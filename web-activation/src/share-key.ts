/** Stands where a share key would: the page on which readers stop mails they did not ask for. */
export const STOP_MAILS = 'stop-mails';

/** The key in `/activate/<key>`; '' where there is none. */
export function shareKeyIn(path: string): string {
  return /^\/activate\/([\w-]+)/.exec(path)?.[1] ?? '';
}
