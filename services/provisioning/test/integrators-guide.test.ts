import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unique } from './factories.ts';
import { type Harness, startHarness } from './harness.ts';
import { failedUser } from './journeys.ts';

const workspace = fileURLToPath(new URL('../../../', import.meta.url));
const guide = readFileSync(join(workspace, 'docs', 'INTEGRATORS.md'), 'utf8');

type Step = { title: string; commands: string; shown: unknown };
/** Every block of commands with the heading above it, and the answer when one is shown right below. */
const steps: Step[] = [...guide.matchAll(/^## (?<heading>.+)$|^```sh\n(?<commands>[\s\S]*?)^```(?:\n\n```json\n(?<shown>[\s\S]*?)^```)?/gm)].reduce<{ heading: string; found: Step[] }>(
  (so, { groups = {} }) => {
    const { heading = so.heading, commands, shown } = groups;
    if (commands === undefined) return { ...so, heading };
    const count = so.found.filter(({ title }) => title.startsWith(heading)).length;
    return { heading, found: [...so.found, { title: `${heading} (${count + 1})`, commands, shown: shown === undefined ? undefined : JSON.parse(shown) }] };
  },
  { heading: '', found: [] },
).found;
// The product is started already, by the test.
const run = steps.filter(({ commands }) => commands.trim() !== 'npm start');

/** Does an answer have what is shown of it? More than is shown may be there. */
function missing(shown: unknown, actual: unknown, at = ''): string[] {
  if (shown === null) return [];
  if (Array.isArray(shown)) return Array.isArray(actual) && actual.length > 0 ? missing(shown[0], actual[0], `${at}/0`) : [`${at} has nothing in it`];
  if (typeof shown !== 'object') return typeof shown === typeof actual ? [] : [`${at} is ${typeof actual}, not ${typeof shown}`];
  return Object.entries(shown).flatMap(([name, value]) => (typeof actual === 'object' && actual !== null && name in actual ? missing(value, (actual as Record<string, unknown>)[name], `${at}/${name}`) : [`${at}/${name} is not there`]));
}

describe('docs/INTEGRATORS.md, followed by a stranger', () => {
  let h: Harness;
  let folder: string;
  let outputs: string[] = [];
  let ended: { code: number | null; stderr: string };
  beforeAll(async () => {
    h = await startHarness();
    await failedUser(h, h.provider, `fail-200041-${unique('guide')}@example.com`);
    for (let user = 0; user < 2; user += 1) await h.provider.handOver();
    folder = mkdtempSync(join(tmpdir(), 'integrator-'));
    const owner = await h.asOwner();
    const scopes = ['templates:read', 'templates:write', 'subscribers:read', 'subscribers:write', 'events:read', 'webhooks:write', 'spark-admin:broadworks_subscribers_read', 'spark-admin:broadworks_subscribers_write'];
    const { body: client } = await owner.post('/v1/api-clients').send({ name: 'Integrator', scopes }).expect(201);
    mkdirSync(join(folder, '.data'));
    writeFileSync(join(folder, '.data', 'demo.json'), JSON.stringify({ apiUrl: h.url, apiClient: { clientId: client.id, clientSecret: client.clientSecret } }));
    symlinkSync(join(workspace, 'node_modules'), join(folder, 'node_modules'));
    // Behind everything on the path: the machine's own curl goes first.
    mkdirSync(join(folder, 'bin'));
    symlinkSync(fileURLToPath(new URL('curl.mjs', import.meta.url)), join(folder, 'bin', 'curl'));
    ended = await follow();
    outputs = run.map((_, index) => readOutput(index));
  }, 120_000);
  afterAll(async () => {
    await h?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** All in one shell, as it is read; the first command that fails ends it. */
  function follow(): Promise<typeof ended> {
    const script = ['set -euo pipefail', ...run.map(({ commands }, index) => `{\n${commands}} > "$OUT/${index}.txt"`)].join('\n');
    const path = [join(workspace, 'node_modules', '.bin'), dirname(process.execPath), process.env['PATH'] ?? '', join(folder, 'bin')].join(delimiter);
    const child = spawn('bash', ['-c', script], { cwd: folder, env: { PATH: path, OUT: folder, HOME: folder, npm_config_update_notifier: 'false' }, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    return new Promise((done, fail) => child.on('error', fail).on('close', (code) => done({ code, stderr })));
  }
  function readOutput(index: number): string {
    try {
      return readFileSync(join(folder, `${index}.txt`), 'utf8');
    } catch {
      return '(not reached)';
    }
  }

  it('comes to its end', () => {
    const reached = outputs.filter((text) => text !== '(not reached)');
    if (ended.code !== 0) throw new Error(`ended with ${ended.code} at "${run[reached.length - 1]?.title}" after ${reached.at(-1)}\n${ended.stderr}`);
    expect(reached).toHaveLength(run.length);
    expect(run.length).toBeGreaterThan(12);
  });

  const shown = run.map((step, index) => [step.title, step, index] as const).filter(([, { shown }]) => shown !== undefined);
  it.each(shown)('%s answers what is shown', (_title, step, index) => {
    expect(missing(step.shown, JSON.parse(outputs[index] ?? ''))).toEqual([]);
  });

  const said: [string, RegExp][] = [
    ['4. Lists, page after page (1)', /^[12]\n$/],
    ['6. Hand users over (1)', /^(pending_email_input\n){3}$/],
    ['6. Hand users over (2)', /^pending_email_input\n$/],
    ['7. Once and not twice (1)', /^one export, not two\nrequest\.key_missing\n$/],
    ['8. Change only what you have seen (1)', /^8\nrequest\.version_outdated\n$/],
    ['9. Hear what happens (2)', /^delivered \(204\) after \d+ ms\nThe signature is right\.\n$/],
    ['12. Identity systems (1)', /^guide-4@northwind\.example\n$/],
    ['13. From a shell (1)', /^USER ID .*\n(.*guide-\d@.*\n){4}(.|\r|\n)*guide-1@northwind\.example,premium,pending_email_input(.|\r|\n)*"specversion":"1\.0"/],
    ['14. From TypeScript (1)', /^(guide-\d@northwind\.example pending_email_input\n){4}$/],
    ['Tidy up (1)', /^(waiting|running|finished)\n$/],
  ];
  it.each(said)('%s says what the text promises', (title, expected) => {
    expect(outputs[run.findIndex((step) => step.title === title)]).toMatch(expected);
  });
});
