import type { Demo } from './demo-file.ts';

/**
 * What a newcomer needs, on one screen. It holds the demo's credentials on purpose: they are made for this machine.
 * `seconds` since the start; `folder` is where logs and the same facts as JSON are.
 */
export function summary(demo: Demo, seconds: number, folder: string): string {
  const rows: [string, string, string][] = [
    ['Console', demo.consoleUrl, `${demo.admin.email}  ${demo.admin.password}`],
    ['Activation', demo.shareLink, `${demo.demoUser.userId}  ${demo.demoUser.password}`],
    ['Mailbox', demo.mailboxUrl, 'every mail the demo sends'],
    ['API docs', demo.docsUrl, ''],
  ];
  const width = Math.max(...rows.map(([, url]) => url.length));
  const lines = rows.map(([name, url, note]) => `  ${name.padEnd(12)}${url.padEnd(width)}   ${note}`.trimEnd());
  return [
    `\nVestibule is ready after ${seconds.toFixed(1)} s.\n`,
    ...lines,
    '\n  The API from a shell, and on from there in docs/INTEGRATORS.md:\n',
    `  ${curlLine(demo)}`,
    `\n  Logs and demo.json are in ${folder}. Ctrl-C ends everything; the data stay.\n`,
  ].join('\n');
}

/** Fetches a token with the API client's credentials and lists subscribers with it. */
export function curlLine({ apiUrl, apiClient }: Demo): string {
  const base = apiUrl.replace(/\/+$/, '').replace(/\/v1$/, '');
  const token = `curl -s -u ${quoted(`${apiClient.clientId}:${apiClient.clientSecret}`)} -d grant_type=client_credentials ${base}/oauth/token | sed -E 's/.*"access_token":"([^"]+)".*/\\1/'`;
  return `curl -s -H "Authorization: Bearer $(${token})" '${base}/v1/subscribers?limit=5'`;
}

/** One word of a POSIX shell, whatever is in it. */
function quoted(text: string): string {
  return /^[\w:.@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
