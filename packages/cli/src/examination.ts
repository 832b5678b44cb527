import { dataOf, isProblem, ProblemError } from '@vestibule/api-client/program';
import type { SignedIn } from './credentials.ts';
import { messageOf } from './exit-codes.ts';
import { clientFor, type ProgramClient, type Schemas, upTo } from './session.ts';

/** `advice`: what to do, where something is to be done. */
export type Finding = { check: string; state: 'ok' | 'warning' | 'failed'; detail: string; advice?: string };

const MAX_SKEW_SECONDS = 30;
const KNOWN_VERSION = '1.';
/** What cannot be looked at or done without a scope. */
const uses: Readonly<Record<string, string>> = { 'templates:read': 'templates and connectors', 'subscribers:read': '`subscribers list` and `export`', 'subscribers:write': '`subscribers retry`, `change-package`, `delete` and `import`', 'events:read': '`events tail`', 'webhooks:write': '`webhooks`' };

/** Looks at everything that can keep a program from working; what stands behind a failure is not looked at. */
export async function examine(signedIn: SignedIn, { callConnectors }: { callConnectors: boolean }): Promise<Finding[]> {
  const server = await examineServer(signedIn.url);
  if (server.some(({ state }) => state === 'failed')) return server;
  const client = clientFor(signedIn);
  const token = await examineToken(signedIn, client);
  if (token.some(({ state }) => state === 'failed')) return [...server, ...token];
  return [...server, ...token, ...(await examineTemplates(client)), ...(await examineConnectors(client, callConnectors)), ...(await examineWebhooks(client))];
}

async function examineServer(url: string): Promise<Finding[]> {
  const asked = Date.now();
  try {
    const ready = await fetch(new URL('/readyz', url));
    const took = Date.now() - asked;
    // The header has whole seconds, and the answer was on its way for a while.
    const away = Math.round(Math.abs(Date.parse(ready.headers.get('date') ?? '') - Date.now()) / 1000);
    const document = await fetch(new URL('/openapi.yaml', url)).then((answer) => answer.text());
    const version = /^ {2}version: (\S+)$/m.exec(document)?.[1] ?? 'unknown';
    return [
      ready.ok ? { check: 'server', state: 'ok', detail: `${url} answered in ${took} ms` } : { check: 'server', state: 'failed', detail: `${url} is not ready (${ready.status})`, advice: `open ${url}/readyz: it names the part that is missing` },
      version.startsWith(KNOWN_VERSION) ? { check: 'version', state: 'ok', detail: version } : { check: 'version', state: 'warning', detail: `${version}, this program knows ${KNOWN_VERSION}x`, advice: 'use the command line of the same release' },
      away <= MAX_SKEW_SECONDS ? { check: 'clock', state: 'ok', detail: `${away} s apart` } : { check: 'clock', state: 'warning', detail: `this machine and the server are ${away} s apart`, advice: 'set the clock (NTP): signed token requests and webhook signatures are refused when it is wrong' },
    ];
  } catch (error) {
    return [{ check: 'server', state: 'failed', detail: `${url} does not answer: ${messageOf(error)}`, advice: 'check the address (VESTIBULE_URL, or `vestibule sign-in --url`) and the network in between' }];
  }
}

async function examineToken({ url, credentials }: SignedIn, client: ProgramClient): Promise<Finding[]> {
  const check = 'credentials';
  const advice = 'sign in again, or make new credentials under Integrations in the console';
  try {
    if ('token' in credentials) {
      await client.GET('/v1/templates', { params: { query: { limit: 1 } } });
      return [{ check, state: 'ok', detail: 'the API key is accepted' }];
    }
    const authorization = `Basic ${btoa([credentials.clientId, credentials.clientSecret].map(encodeURIComponent).join(':'))}`;
    const answer = await fetch(new URL('/oauth/token', url), { method: 'POST', headers: { authorization }, body: new URLSearchParams({ grant_type: 'client_credentials' }) });
    const { scope = '', error } = (await answer.json()) as { scope?: string; error?: string };
    return answer.ok ? [{ check, state: 'ok', detail: `scopes ${scope || 'unknown'}` }, scopeFinding(scope.split(' '))] : [{ check, state: 'failed', detail: `refused: ${error ?? answer.status}`, advice }];
  } catch (error) {
    return [isProblem(error, 'access.forbidden') ? { check, state: 'ok', detail: 'accepted, without the right to read templates' } : { check, state: 'failed', detail: messageOf(error), advice }];
  }
}

/** Fewer scopes are no fault: a program should have what it needs and nothing more. */
function scopeFinding(scopes: readonly string[]): Finding {
  const without = Object.entries(uses).flatMap(([scope, use]) => (scopes.includes(scope) ? [] : [`${use} (${scope})`]));
  return { check: 'scopes', state: 'ok', detail: without.length > 0 ? `not with these credentials: ${without.join(', ')}` : 'every command can be used' };
}

/** What is to be mended, by the words of a check. */
const faultsIn = (findings: readonly Schemas['Finding'][]) => findings.filter(({ severity }) => severity !== 'ok');

async function examineTemplates(client: ProgramClient): Promise<Finding[]> {
  return whatIsAllowed('templates', async () => {
    const templates = await upTo(20, (cursor, limit) => dataOf(client.GET('/v1/templates', { params: { query: { cursor, limit } } })));
    return Promise.all(
      templates.map(async ({ id: templateId, name }) => {
        const { findings } = await dataOf(client.POST('/v1/templates/{templateId}/check', { params: { path: { templateId } }, body: {} }));
        const faults = faultsIn(findings);
        if (faults.length === 0) return { check: `template ${name}`, state: 'ok', detail: 'everything is configured right' } as const;
        const state = faults.some(({ severity }) => severity === 'problem') ? 'failed' : 'warning';
        return { check: `template ${name}`, state, detail: faults.map(({ code, owner }) => `${code} (${owner})`).join(', '), advice: 'open the template in the console: Check configuration says of each finding what is missing and where' } as const;
      }),
    );
  });
}

async function examineConnectors(client: ProgramClient, call: boolean): Promise<Finding[]> {
  return whatIsAllowed('connectors', async () => {
    const connectors = await upTo(20, (cursor, limit) => dataOf(client.GET('/v1/connectors', { params: { query: { cursor, limit } } })));
    return Promise.all(
      connectors.map(async ({ id: connectorId, name, lastCheck, hold }) => {
        const check = `connector ${name}`;
        const looked = call ? await dataOf(client.POST('/v1/connectors/{connectorId}/check', { params: { path: { connectorId } } })) : lastCheck;
        const faults = faultsIn(looked?.findings ?? []);
        if (faults.length > 0) return { check, state: 'failed', detail: faults.map(({ code }) => code).join(', '), advice: 'correct its address or credentials under Integrations, then `vestibule doctor --connectors`' } as const;
        if (hold) return { check, state: 'failed', detail: `work is held back: ${hold.code}`, advice: 'mend the cause, then let work through again under Integrations; it also tries by itself now and then' } as const;
        if (!looked) return { check, state: 'warning', detail: 'not checked yet', advice: '`vestibule doctor --connectors` calls it' } as const;
        return { check, state: 'ok', detail: call ? 'answers now' : `was fine at ${looked.checkedAt}` } as const;
      }),
    );
  });
}

async function examineWebhooks(client: ProgramClient): Promise<Finding[]> {
  return whatIsAllowed('webhooks', async () => {
    const webhooks = await upTo(50, (cursor, limit) => dataOf(client.GET('/v1/webhooks', { params: { query: { cursor, limit } } })));
    return webhooks.map(({ id, url, state, health }): Finding => {
      const check = `webhook ${url}`;
      if (state === 'disabled') return { check, state: 'warning', detail: 'disabled: nothing is sent', advice: `when the receiver is well again, enable it under Integrations; \`vestibule webhooks test ${id}\` tries it` };
      if (health.is === 'failing') return { check, state: 'failed', detail: `failing since ${health.failingSince}, ${health.pending} waiting`, advice: `look at what the receiver answered: \`vestibule webhooks test ${id}\`` };
      return { check, state: 'ok', detail: health.is === 'new' ? 'nothing was sent yet' : `works, ${health.pending} waiting` };
    });
  });
}

/** What these credentials may not see is told, and is no fault. */
async function whatIsAllowed(check: string, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return [error.status === 403 ? { check, state: 'warning', detail: 'these credentials may not look at them', advice: 'nothing, unless this program needs them: then give its API client the scope' } : { check, state: 'failed', detail: messageOf(error), advice: 'try again; if it stays, quote the request id to whoever runs the service' }];
  }
}
