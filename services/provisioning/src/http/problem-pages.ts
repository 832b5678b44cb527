import Type from 'typebox';
import { appCodes, publishedWithoutMeaning } from '../app-codes.ts';
import { nextActions, type Owner } from '../problem-entry.ts';
import { describeProblem, errorCodeOf, problem, type ProblemCode, problemCodes, problems } from '../problems.ts';
import type { App } from './app-type.ts';
import { statusOf } from './error-handler.ts';

/** The page behind a problem's `type`: what the code means and what helps, for whoever finds it in a log; and the list of them all. */
export async function problemPages(app: App): Promise<void> {
  app.get('/docs/problems', { schema: { hide: true } }, async (_request, reply) => reply.type('text/html; charset=utf-8').send(list()));
  app.get(
    '/docs/problems/:code',
    { schema: { hide: true, params: Type.Object({ code: Type.String({ maxLength: 100 }) }) } },
    async (request, reply) => {
      const code = problemCodes.find((known) => known === request.params.code);
      if (!code) throw problem('request.not_found');
      return reply.type('text/html; charset=utf-8').send(page(code));
    },
  );
  app.get(APP_PATH, { schema: { hide: true } }, async (_request, reply) => reply.type('text/html; charset=utf-8').send(appPage()));
  app.get(STYLE_PATH, { schema: { hide: true } }, async (_request, reply) => reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=3600').send(style));
}

const APP_PATH = '/docs/app-codes';
// A file of its own: the content security policy allows no style inside a page.
const STYLE_PATH = '/docs/problem-page.css';
const style = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 44rem; margin: 8vh auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
h2 { font-size: 1rem; margin: 2rem 0 .25rem; }
p { margin: .25rem 0 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.5rem; }
dd, li, td { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: .375rem 1rem .375rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
code { font-family: ui-monospace, monospace; }
@media (max-width: 40rem) { tr, td { display: block; } thead { display: none; } td { border: 0; padding: 0; } tr { padding: .5rem 0; } }
`;

const ownersInWords: Readonly<Record<Owner, string>> = {
  user: 'The person who activates the account.',
  admin: 'An admin of the provider, in the console.',
  operator: 'Whoever runs this service.',
  integrator: 'Whoever wrote the program that calls.',
  nobody: 'Nobody has to: it passes by itself. If it stays, whoever runs this service.',
};

function page(code: ProblemCode): string {
  const { owner, retryable, action, class: failureClass } = describeProblem(code);
  const errorCode = errorCodeOf(code);
  return document(`${code} - Vestibule`, `    <h1>${escapeHtml(problems[code].title)}</h1>
    <dl>
      <dt>Code</dt><dd><code>${code}</code></dd>
      <dt>Status</dt><dd>${statusOf[problems[code].kind]}</dd>${errorCode === null ? '' : `
      <dt>Number</dt><dd>${errorCode}</dd>`}
      <dt>Class</dt><dd>${failureClass}</dd>
    </dl>
    <h2>Who can mend it</h2>
    <p>${ownersInWords[owner]}</p>
    <h2>What to do</h2>
    <p>${escapeHtml(nextActions[action]).replaceAll(/`(\w+)`/g, '<code>$1</code>')}</p>
    <h2>Does it help to send the same again?</h2>
    <p>${retryable ? 'Yes, later.' : 'No, not before something has changed.'}</p>
    <p>Programs decide by the code; it never changes. When you ask for help, quote the <code>requestId</code> of the answer.</p>
    <p><a href="/docs/problems">All problems</a> · <a href="/docs">API reference</a></p>`);
}

function list(): string {
  const rows = problemCodes.map((code) => `        <tr><td><a href="/docs/problems/${code}"><code>${code}</code></a></td><td>${statusOf[problems[code].kind]}</td><td>${escapeHtml(problems[code].title)}</td></tr>`);
  return document('Problems - Vestibule', `    <h1>Problems</h1>
    <p>Every refusal and failure this service tells of. Programs decide by the code.</p>
    <table>
      <thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">Meaning</th></tr></thead>
      <tbody>
${rows.join('\n')}
      </tbody>
    </table>
    <p><a href="${APP_PATH}">Numbers the app shows</a> · <a href="/docs">API reference</a></p>`);
}

function appPage(): string {
  const rows = Object.entries(appCodes).map(([code, { meaning, owner, helps }]) => `        <tr id="${code.replace(':', '-')}"><td><code>${code}</code></td><td>${escapeHtml(meaning)}</td><td>${ownersInWords[owner]}</td><td>${escapeHtml(helps)}</td></tr>`);
  return document('Numbers the app shows - Vestibule', `    <h1>Numbers the app shows</h1>
    <p>The app shows these after an activation, when its phone service does not start. They never come from this service, and no program meets them here.</p>
    <table>
      <thead><tr><th scope="col">Number</th><th scope="col">Meaning</th><th scope="col">Who can mend it</th><th scope="col">What helps</th></tr></thead>
      <tbody>
${rows.join('\n')}
      </tbody>
    </table>
    <h2>Numbers without a published meaning</h2>
    <p>${publishedWithoutMeaning.join(', ')}: published as a number only. When the cloud platform sends it, the user's error quotes it with the platform's own words.</p>
    <p><a href="/docs/problems">All problems</a> · <a href="/docs">API reference</a></p>`);
}

const document = (title: string, main: string): string => `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${title}</title>
  <link rel="icon" href="/docs/static/favicon-32x32.png">
  <link rel="stylesheet" href="${STYLE_PATH}">
</head>
<body>
  <main>
${main}
  </main>
</body>
</html>
`;

const escapeHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
