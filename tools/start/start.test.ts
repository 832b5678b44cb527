import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Demo } from './demo-file.ts';
import { readDemo } from './demo-file.ts';
import { pauseAfter } from './kept-alive.ts';
import { LogFile, shortWarning } from './log-file.ts';
import { simulatorPorts } from './ports.ts';
import { keepSecrets } from './secrets.ts';
import { readSettings } from './settings.ts';
import { curlLine, summary } from './summary.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'vestibule-parts-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const demo: Demo = {
  apiUrl: 'http://127.0.0.1:8080',
  consoleUrl: 'http://127.0.0.1:8080/admin/',
  portalUrl: 'http://127.0.0.1:8080/activate/',
  docsUrl: 'http://127.0.0.1:8080/docs',
  mailboxUrl: 'http://127.0.0.1:9',
  shareLink: 'http://127.0.0.1:8080/activate/key',
  admin: { email: 'admin@demo.example', password: 'p4ss' },
  apiClient: { clientId: 'client', clientSecret: "it's" },
  adapter: { url: 'http://127.0.0.1:8080/adapter', account: 'a', password: 'b' },
  demoUser: { userId: 'anna@demo.example', password: 'user-pass' },
  simulators: { broadworksUrl: 'http://127.0.0.1:7', webexUrl: 'http://127.0.0.1:8', scimUrl: 'http://127.0.0.1:9', scimToken: 't0ken' },
};

describe('readSettings', () => {
  it('uses port 8080, .data and a database of our own unless told otherwise', () => {
    expect(readSettings({}, '/clone')).toEqual({ port: 8080, publicUrl: 'http://127.0.0.1:8080', dataDir: '/clone/.data', databaseUrl: undefined });
    expect(readSettings({ PORT: '81', VESTIBULE_DATA_DIR: '/var/x', DATABASE_URL: 'postgres://h/d' }, '/clone')).toMatchObject({ port: 81, dataDir: '/var/x', databaseUrl: 'postgres://h/d' });
  });

  it.each(['0', '65536', '80.5', 'x'])('refuses the port %s', (PORT) => {
    expect(() => readSettings({ PORT }, '/clone')).toThrow(`PORT must be a number from 1 to 65535, not "${PORT}".`);
  });
});

describe('simulatorPorts', () => {
  it('are remembered, and a taken one is replaced by another', async () => {
    const first = await simulatorPorts(dataDir, 8080);
    expect(await simulatorPorts(dataDir, 8080)).toEqual(first);
    const other = createServer().listen(first.webex, '127.0.0.1');
    await once(other, 'listening');

    const next = await simulatorPorts(dataDir, 8080);

    expect(next).toEqual({ ...first, webex: expect.any(Number) });
    expect(next.webex).not.toBe(first.webex);
    other.close();
  });

  it('are all different ones, none of them the public port', async () => {
    const { broadworks } = await simulatorPorts(dataDir, 8080);

    const ports = Object.values(await simulatorPorts(dataDir, broadworks));

    expect(new Set([...ports, broadworks]).size).toBe(ports.length + 1);
  });
});

describe('keepSecrets', () => {
  it('makes them once, readable by us alone', () => {
    const made = keepSecrets(dataDir);

    expect(keepSecrets(dataDir)).toEqual(made);
    expect(Buffer.from(made.masterKey, 'base64')).toHaveLength(32);
    expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('refuses a damaged file and leaves it as it is', () => {
    writeFileSync(join(dataDir, 'secrets.json'), '{"masterKey":"short"');

    expect(() => keepSecrets(dataDir)).toThrow('is damaged');
    expect(readFileSync(join(dataDir, 'secrets.json'), 'utf8')).toBe('{"masterKey":"short"');
  });
});

describe('readDemo', () => {
  it('takes a complete file and refuses one that lacks a leaf', () => {
    const path = join(dataDir, 'demo.json');
    writeFileSync(path, JSON.stringify(demo));
    expect(readDemo(path)).toEqual(demo);

    writeFileSync(path, JSON.stringify({ ...demo, admin: { email: 'x' } }));

    expect(readDemo(path)).toBeUndefined();
  });
});

describe('summary', () => {
  it('shows the addresses with what to sign in with', () => {
    const text = summary(demo, 4.25, '/clone/.data');

    for (const part of ['after 4.3 s', demo.consoleUrl, 'p4ss', demo.shareLink, 'anna@demo.example', 'user-pass', demo.mailboxUrl, demo.docsUrl, '/clone/.data']) expect(text).toContain(part);
  });

  it('gives a shell line that hands the credentials over whole and uses the token it gets', () => {
    const bin = join(dataDir, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'curl'), `#!/bin/sh\nprintf '%s|' "$@" >> ${dataDir}/calls\necho >> ${dataDir}/calls\nprintf '{"access_token":"tok.en-1","token_type":"Bearer"}'\n`, { mode: 0o755 });

    execFileSync('sh', ['-c', curlLine(demo)], { env: { ...process.env, PATH: `${bin}:${process.env['PATH']}` } });

    expect(readFileSync(join(dataDir, 'calls'), 'utf8').split('\n')).toEqual([
      "-s|-u|client:it's|-d|grant_type=client_credentials|http://127.0.0.1:8080/oauth/token|",
      '-s|-H|Authorization: Bearer tok.en-1|http://127.0.0.1:8080/v1/subscribers?limit=5|',
      '',
    ]);
  });
});

describe('shortWarning', () => {
  it.each([
    ['{"level":50,"msg":"failed","err":{"message":"no route"}}', 'failed: no route'],
    ['{"level":"warn","message":"slow"}', 'slow'],
    ['{"level":30,"msg":"fine"}', undefined],
    ['plain words', undefined],
  ])('makes of %s: %s', (line, expected) => {
    expect(shortWarning(line, false)).toBe(expected);
  });

  it.each([
    ['Error: it broke', 'Error: it broke'],
    ['    at Object.<anonymous> (error.ts:1:1)', undefined],
    ['Node.js v24.21.0', undefined],
  ])('makes of the plain line %s of the error stream: %s', (line, expected) => {
    expect(shortWarning(line, true)).toBe(expected);
  });
});

describe('LogFile', () => {
  it('keeps everything, in lines that may come in pieces, and tells the worst as last words', () => {
    mkdirSync(join(dataDir, 'logs'));
    const told: string[] = [];
    const log = new LogFile(dataDir, 'api', (line) => told.push(line));

    log.write('{"level":50,"ms', false);
    log.write('g":"broken"}\n{"level":30,"msg":"bye"}\n', false);

    expect(told).toEqual(['[api] broken']);
    expect(log.lastWords()).toBe('broken');
    expect(readFileSync(log.path, 'utf8')).toBe('{"level":50,"msg":"broken"}\n{"level":30,"msg":"bye"}\n');
  });
});

describe('pauseAfter', () => {
  it('is nothing the first time, then doubles up to ten seconds', () => {
    expect([0, 1, 2, 3, 10].map(pauseAfter)).toEqual([0, 500, 1000, 2000, 10_000]);
  });
});
