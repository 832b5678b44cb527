import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
let child: ChildProcess | undefined;

afterEach(() => {
  child?.kill('SIGKILL');
});

const start = (env: Record<string, string> = {}): ChildProcess => {
  child = spawn(process.execPath, [main], { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  return child;
};
const output = async (stream: NodeJS.ReadableStream | null): Promise<string> => {
  if (!stream) throw new Error('The child has no such stream.');
  const [chunk]: unknown[] = await once(stream, 'data');
  return String(chunk);
};

describe('the process', () => {
  it('prints one line of JSON when all simulators listen, and ends on SIGTERM', async () => {
    const running = start();
    const line = await output(running.stdout);
    expect(line.match(/\n/g)).toHaveLength(1);
    const urls: Record<string, string> = JSON.parse(line);
    expect(Object.keys(urls)).toEqual(['broadworksUrl', 'webexUrl', 'scimUrl', 'mailboxUrl', 'smtpUrl', 'dnsServer']);
    expect(urls.smtpUrl).toMatch(/^smtp:\/\/127\.0\.0\.1:\d+$/);
    for (const name of ['broadworksUrl', 'webexUrl', 'scimUrl', 'mailboxUrl']) expect((await fetch(`${urls[name]}/_sim/calls`)).status).toBe(200);
    running.kill('SIGTERM');
    expect(await once(running, 'exit')).toEqual([0, null]);
  });

  it('tells its parent when it is ready and ends when the parent lets go', async () => {
    const forked = fork(main, { silent: true, env: { PATH: process.env.PATH } });
    child = forked;
    const [message] = await once(forked, 'message');
    expect(message).toEqual({ ready: { broadworksUrl: expect.any(String), webexUrl: expect.any(String), scimUrl: expect.any(String), mailboxUrl: expect.any(String), smtpUrl: expect.any(String), dnsServer: expect.any(String) } });
    forked.disconnect();
    expect(await once(forked, 'exit')).toEqual([0, null]);
  });

  it('keeps accounts in its data folder, and takes the token it is given', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'simulators-'));
    const env = { DATA_DIR: folder, WEBEX_ACCESS_TOKEN: 'own-token' };
    const first: { webexUrl: string } = JSON.parse(await output(start(env).stdout));
    const created = await fetch(`${first.webexUrl}/v1/broadworks/subscribers`, {
      method: 'POST',
      headers: { authorization: 'Bearer own-token', 'content-type': 'application/json' },
      body: JSON.stringify({ provisioningId: 'p', userId: 'a@b.example', spEnterpriseId: 'SP1', firstName: 'A', lastName: 'B', package: 'basic', email: 'a@example.com' }),
    });
    expect(created.status).toBe(200);
    child?.kill('SIGKILL');
    const second: { webexUrl: string } = JSON.parse(await output(start(env).stdout));
    expect(await (await fetch(`${second.webexUrl}/_sim/accounts`)).json()).toMatchObject({ createdCount: 1, accounts: [{ userId: 'a@b.example' }] });
    rmSync(folder, { recursive: true });
  });

  it('says in one line why it can not start', async () => {
    const running = start({ SMTP_PORT: 'twenty-five' });
    expect(await output(running.stderr)).toBe('The simulators could not start: SMTP_PORT must be a port number, not "twenty-five".\n');
    expect(await once(running, 'exit')).toEqual([1, null]);
  });
});
