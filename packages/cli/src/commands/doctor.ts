import { dataOf, isProblem, ProblemError } from '@vestibule/api-client/program';
import type { Command } from 'commander';
import { readCredentials, type SignedIn } from '../credentials.ts';
import { exitCodes, messageOf } from '../exit-codes.ts';
import type { End } from '../program.ts';
import { clientFor, type ProgramClient, terminalOf, upTo } from '../session.ts';
import { table } from '../table.ts';
import type { Surroundings } from '../terminal.ts';

type Finding = { check: string; state: 'ok' | 'warning' | 'failed'; detail: string };

const MAX_SKEW_SECONDS = 30;
const KNOWN_VERSION = '1.';

/** `doctor`: everything that can keep a program from working, one after the other. Ends with 1 when something is broken. */
export function addDoctor(program: Command, surroundings: Surroundings, end: End): void {
  program
    .command('doctor')
    .description('is everything in order: server, clock, credentials, templates, connectors')
    .action(async (_options: object, command: Command) => {
      const terminal = terminalOf(command, surroundings);
      const signedIn = readCredentials(terminal.env);
      const findings = await examine(signedIn);
      terminal.show(findings, () => table(findings, [['', ({ state }) => ({ ok: 'ok', warning: 'warning', failed: 'FAILED' })[state]], ['CHECK', ({ check }) => check], ['DETAIL', ({ detail }) => detail]]));
      if (findings.some(({ state }) => state === 'failed')) end(exitCodes.failed);
    });
}

async function examine(signedIn: SignedIn): Promise<Finding[]> {
  const server = await examineServer(signedIn.url);
  if (server.some(({ state }) => state === 'failed')) return server;
  const client = clientFor(signedIn);
  const token = await examineToken(signedIn, client);
  if (token.state === 'failed') return [...server, token];
  return [...server, token, ...(await examineTemplates(client)), ...(await examineConnectors(client))];
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
      { check: 'server', state: ready.ok ? 'ok' : 'failed', detail: ready.ok ? `${url} answered in ${took} ms` : `${url} is not ready (${ready.status})` },
      { check: 'version', state: version.startsWith(KNOWN_VERSION) ? 'ok' : 'warning', detail: `${version}${version.startsWith(KNOWN_VERSION) ? '' : `, this program knows ${KNOWN_VERSION}x`}` },
      { check: 'clock', state: away <= MAX_SKEW_SECONDS ? 'ok' : 'warning', detail: away <= MAX_SKEW_SECONDS ? `${away} s apart` : `this machine and the server are ${away} s apart` },
    ];
  } catch (error) {
    return [{ check: 'server', state: 'failed', detail: `${url} does not answer: ${messageOf(error)}` }];
  }
}

async function examineToken({ url, credentials }: SignedIn, client: ProgramClient): Promise<Finding> {
  const check = 'credentials';
  try {
    if ('token' in credentials) {
      await client.GET('/v1/templates', { params: { query: { limit: 1 } } });
      return { check, state: 'ok', detail: 'the API key is accepted' };
    }
    const authorization = `Basic ${btoa([credentials.clientId, credentials.clientSecret].map(encodeURIComponent).join(':'))}`;
    const answer = await fetch(new URL('/oauth/token', url), { method: 'POST', headers: { authorization }, body: new URLSearchParams({ grant_type: 'client_credentials' }) });
    const { scope, error } = (await answer.json()) as { scope?: string; error?: string };
    return answer.ok ? { check, state: 'ok', detail: `scopes ${scope ?? 'unknown'}` } : { check, state: 'failed', detail: `refused: ${error ?? answer.status}` };
  } catch (error) {
    return isProblem(error, 'access.forbidden') ? { check, state: 'ok', detail: 'accepted, without the right to read templates' } : { check, state: 'failed', detail: messageOf(error) };
  }
}

async function examineTemplates(client: ProgramClient): Promise<Finding[]> {
  return whatIsAllowed('templates', async () => {
    const templates = await upTo(20, (cursor, limit) => dataOf(client.GET('/v1/templates', { params: { query: { cursor, limit } } })));
    return Promise.all(
      templates.map(async ({ id: templateId, name }) => {
        const { findings } = await dataOf(client.POST('/v1/templates/{templateId}/check', { params: { path: { templateId } }, body: {} }));
        const faults = findings.filter(({ severity }) => severity !== 'ok');
        const state = faults.some(({ severity }) => severity === 'problem') ? 'failed' : faults.length > 0 ? 'warning' : 'ok';
        return { check: `template ${name}`, state, detail: faults.map(({ code, owner }) => `${code} (${owner})`).join(', ') || 'everything is configured right' } as const;
      }),
    );
  });
}

async function examineConnectors(client: ProgramClient): Promise<Finding[]> {
  return whatIsAllowed('connectors', async () => {
    const connectors = await upTo(20, (cursor, limit) => dataOf(client.GET('/v1/connectors', { params: { query: { cursor, limit } } })));
    return connectors.map(({ name, lastCheck }) => {
      const findings = lastCheck?.findings ?? [];
      const faults = findings.filter(({ severity }) => severity !== 'ok').map(({ code }) => code);
      return { check: `connector ${name}`, state: faults.length > 0 ? 'failed' : 'ok', detail: faults.join(', ') || (lastCheck ? `was fine at ${lastCheck.checkedAt}` : 'not checked yet') } as const;
    });
  });
}

/** What these credentials may not see is told, and is no fault. */
async function whatIsAllowed(check: string, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return [error.status === 403 ? { check, state: 'warning', detail: 'these credentials may not look at them' } : { check, state: 'failed', detail: messageOf(error) }];
  }
}
