import Type from 'typebox';
import { errorCodeOf, problem, type ProblemCode, problems } from '../problems.ts';
import type { App } from './app-type.ts';
import { statusOf } from './error-handler.ts';

/** The page behind a problem's `type`: what the code means, for whoever finds it in a log. */
export async function problemPages(app: App): Promise<void> {
  app.get(
    '/docs/problems/:code',
    { schema: { hide: true, params: Type.Object({ code: Type.String({ maxLength: 100 }) }) } },
    async (request, reply) => {
      const { code } = request.params;
      if (!isProblemCode(code)) throw problem('request.not_found');
      return reply.type('text/html; charset=utf-8').send(page(code));
    },
  );
  app.get(STYLE_PATH, { schema: { hide: true } }, async (_request, reply) => reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=3600').send(style));
}

// A file of its own: the content security policy allows no style inside a page.
const STYLE_PATH = '/docs/problem-page.css';
const style = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 40rem; margin: 10vh auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.5rem; }
dd { margin: 0; overflow-wrap: anywhere; }
code { font-family: ui-monospace, monospace; }
`;

const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problems, code);

function page(code: ProblemCode): string {
  const errorCode = errorCodeOf(code);
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${code} - Vestibule</title>
  <link rel="icon" href="/docs/static/favicon-32x32.png">
  <link rel="stylesheet" href="${STYLE_PATH}">
</head>
<body>
  <main>
    <h1>${escapeHtml(problems[code].title)}</h1>
    <dl>
      <dt>Code</dt><dd><code>${code}</code></dd>
      <dt>Status</dt><dd>${statusOf[problems[code].kind]}</dd>${errorCode === null ? '' : `
      <dt>Number</dt><dd>${errorCode}</dd>`}
    </dl>
    <p>Programs decide by the code; it never changes. When you ask for help, quote the <code>requestId</code> of the answer.</p>
    <p><a href="/docs">API reference</a></p>
  </main>
</body>
</html>
`;
}

const escapeHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
