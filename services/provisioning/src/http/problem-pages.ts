import Type from 'typebox';
import { errorCodeOf, problem, type ProblemCode, problems } from '../problems.ts';
import type { App } from './app-type.ts';

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
}

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
</head>
<body>
  <main>
    <h1>${escapeHtml(problems[code].title)}</h1>
    <dl>
      <dt>Code</dt><dd><code>${code}</code></dd>${errorCode === null ? '' : `
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
