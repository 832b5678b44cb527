import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { keepCredentials, readCredentials } from './credentials.ts';
import { main } from './main.ts';
import type { Surroundings } from './terminal.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'vestibule-cli-'));
const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** Runs a command against a server of its own. */
async function run(words: string[], answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => server.close().closeAllConnections());
  const said = { stdout: '', stderr: '' };
  const into = (name: keyof typeof said) => new Writable({ write: (text, _encoding, done) => ((said[name] += String(text)), done()) });
  const env = { VESTIBULE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, VESTIBULE_API_KEY: 'vestibule_key_x' };
  const code = await main(words, { stdin: process.stdin, stdout: into('stdout'), stderr: into('stderr'), env } as unknown as Surroundings);
  return { code, ...said };
}

describe('kept credentials', () => {
  const kept = () => {
    const env = { XDG_CONFIG_HOME: folder() };
    open.push(() => rmSync(env.XDG_CONFIG_HOME, { recursive: true }));
    keepCredentials(env, { url: 'https://ours.example', credentials: { clientId: 'id', clientSecret: 'secret' } });
    return env;
  };

  it('go to the installation that gave them and to no other, whatever address the environment says', () => {
    const env = kept();
    expect(readCredentials({ ...env, VESTIBULE_URL: 'https://ours.example/' })).toMatchObject({ credentials: { clientSecret: 'secret' } });
    expect(() => readCredentials({ ...env, VESTIBULE_URL: 'https://elsewhere.example' })).toThrow('https://elsewhere.example');
    expect(readCredentials({ ...env, VESTIBULE_URL: 'https://elsewhere.example', VESTIBULE_API_KEY: 'key' })).toEqual({ url: 'https://elsewhere.example', credentials: { token: 'key' } });
  });
});

describe('subscribers export --output', () => {
  const broken: RequestListener = ({ url = '' }, response) => {
    if (url.includes('/size')) return void response.setHeader('content-type', 'application/json').end('{"rows":2,"inBackground":false}');
    response.writeHead(200, { 'content-type': 'text/csv' }).write('userId,email\r\nann,ann@example.com\r\n');
    setTimeout(() => response.destroy(), 50);
  };
  const whole: RequestListener = ({ url = '' }, response) => void (url.includes('/size') ? response.setHeader('content-type', 'application/json').end('{"rows":1,"inBackground":false}') : response.writeHead(200, { 'content-type': 'text/csv' }).end('userId\r\nann\r\n'));

  it('leaves what was there when a download breaks off, so that half a file never looks like a whole one', async () => {
    const at = folder();
    open.push(() => rmSync(at, { recursive: true }));
    writeFileSync(join(at, 'users.csv'), 'of yesterday');
    expect((await run(['subscribers', 'export', '-o', join(at, 'users.csv')], broken)).code).toBe(1);
    expect([readdirSync(at), readFileSync(join(at, 'users.csv'), 'utf8')]).toEqual([['users.csv'], 'of yesterday']);
    expect((await run(['subscribers', 'export', '-o', join(at, 'users.csv')], whole)).code).toBe(0);
    expect([readdirSync(at), readFileSync(join(at, 'users.csv'), 'utf8')]).toEqual([['users.csv'], 'userId\r\nann\r\n']);
  });

  it('writes into what is no file as it is', async () => {
    expect((await run(['subscribers', 'export', '-o', '/dev/null'], whole)).code).toBe(0);
  });
});

it('events tail says where to go on, also when it is refused on the way', async () => {
  let calls = 0;
  const { code, stderr } = await run(['events', 'tail'], (_request, response) => {
    calls += 1;
    response.writeHead(calls === 1 ? 200 : 403, { 'content-type': 'application/json' });
    response.end(JSON.stringify(calls === 1 ? { items: [], next: 4711, hasMore: true } : { title: 'No', status: 403, code: 'access.forbidden', type: 'about:blank', requestId: 'r', retryable: false }));
  });
  expect([code, stderr]).toEqual([4, expect.stringContaining('Go on with --after 4711')]);
});
