import type { IncomingMessage } from 'node:http';

/** A plain form that posts to `action`. */
export const loginPage = (action: string, complaint = ''): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>House sign-in</title><link rel="icon" href="data:,"></head>
<body>
  <main>
    <h1>House sign-in</h1>
    <p role="alert">${complaint}</p>
    <form method="post" action="${action.replaceAll('"', '&quot;')}">
      <label>Account <input name="subject" autocomplete="username"></label>
      <button>Go on</button>
      <button name="cancel" value="yes">Cancel</button>
    </form>
  </main>
</body>
</html>
`;

export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += part;
  return new URLSearchParams(text);
}
