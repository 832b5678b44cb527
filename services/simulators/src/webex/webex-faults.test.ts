import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startWebex, type WebexSimulator } from '../index.ts';

let simulator: WebexSimulator;

beforeEach(async () => {
  simulator = await startWebex({ provisioningDelayMs: 0 });
});
afterEach(() => simulator.close());

const send = (method: string, path: string, body?: unknown): Promise<Response> =>
  fetch(simulator.url + path, {
    method,
    headers: { authorization: `Bearer ${simulator.accessToken}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

const create = (email: string, userId = 'ana@sp.example'): Promise<Response> =>
  send('POST', '/v1/broadworks/subscribers', {
    provisioningId: 'cHJvdg', userId, spEnterpriseId: 'SP1+acme', firstName: 'Ana', lastName: 'Díaz', package: 'basic', email,
  });
const codeOf = async (answer: Promise<Response>): Promise<unknown> => {
  const response = await answer;
  const { errors }: { errors: { errorCode?: number }[] } = JSON.parse(await response.text());
  return [response.status, errors[0]?.errorCode];
};
const account = () => simulator.accounts()[0];

describe('magic addresses', () => {
  it.each([200026, 200039, 200040, 200041, 200042, 200043, 200044, 200054])('refuse the creation with code %i, every time', async (code) => {
    expect(await codeOf(create(`fail-${code}@any.example`))).toEqual([409, code]);
    expect(await codeOf(create(`fail-${code}@any.example`))).toEqual([409, code]);
    expect(simulator.createdCount('ana@sp.example')).toBe(0);
  });

  it('fail once only with -once, and may carry a name after the scheme', async () => {
    expect(await codeOf(create('fail-200041-once-ana@any.example'))).toEqual([409, 200041]);
    expect((await create('fail-200041-once-ana@any.example')).status).toBe(200);
  });

  it('end in status error with -async, and again after an update', async () => {
    expect((await create('fail-200043-async@any.example')).status).toBe(200);
    expect(account()).toMatchObject({ status: 'error', errors: [{ errorCode: 200043, description: expect.any(String) }] });
    expect((await send('PUT', `/v1/broadworks/subscribers/${account()?.id}`, { package: 'premium' })).status).toBe(200);
    expect(account()).toMatchObject({ status: 'error', package: 'basic' });
  });

  it('end in status error once with -async-once, and an update gets through', async () => {
    await create('fail-200043-async-once@any.example');
    expect(account()?.status).toBe('error');
    await send('PUT', `/v1/broadworks/subscribers/${account()?.id}`, { firstName: 'Anna' });
    expect(account()).toMatchObject({ status: 'provisioned', firstName: 'Anna' });
    expect(account()).not.toHaveProperty('errors');
  });

  it('busy- is 429 with Retry-After twice, then fine', async () => {
    const answers = [await create('busy-1@any.example'), await create('busy-1@any.example'), await create('busy-1@any.example')];
    expect(answers.map((answer) => answer.status)).toEqual([429, 429, 200]);
    expect(answers[0]?.headers.get('retry-after')).toBe('1');
  });

  it('flaky- is 503 once, then fine', async () => {
    expect([(await create('flaky@any.example')).status, (await create('flaky@any.example')).status]).toEqual([503, 200]);
  });

  it('hang- creates the account but never answers, once', async () => {
    await expect(create('hang-1@any.example')).rejects.toThrow('fetch failed');
    expect(simulator.createdCount('ana@sp.example')).toBe(1);
    expect((await create('hang-1@any.example')).status).toBe(409);
  });

  it('lost- never answers and creates nothing, once', async () => {
    await expect(create('lost-1@any.example')).rejects.toThrow('fetch failed');
    expect(simulator.createdCount('ana@sp.example')).toBe(0);
    expect((await create('lost-1@any.example')).status).toBe(200);
  });

  it('slow- stays in provisioning', async () => {
    await create('slow-1@any.example');
    expect(account()?.status).toBe('provisioning');
  });

  it('ordinary addresses that merely begin alike are fine', async () => {
    expect((await create('flakyanna@any.example')).status).toBe(200);
    expect((await create('fail-200039x@any.example', 'ben@sp.example')).status).toBe(200);
  });
});

describe('a movable account', () => {
  const consent = (give: boolean): Promise<Response> => send('POST', '/_sim/consent', { email: 'movable-1@any.example', give });
  const mailAgain = (): Promise<Response> => send('POST', `/v1/subscribers/${account()?.id}/emails/consentMove`);

  beforeEach(async () => {
    await create('movable-1@any.example');
  });

  it('waits for consent, and is provisioned when it is given', async () => {
    expect(account()?.status).toBe('pending_user_migration');
    expect((await mailAgain()).status).toBe(204);
    expect((await consent(true)).status).toBe(204);
    expect(account()?.status).toBe('provisioned');
    expect((await mailAgain()).status).toBe(409);
    expect((await consent(true)).status).toBe(404);
  });

  it('agrees by itself a while after it is asked again, where the simulator was started so', async () => {
    await simulator.close();
    simulator = await startWebex({ provisioningDelayMs: 0, ownersAgreeAfterMs: 0 });
    await create('movable-1@any.example');
    expect(account()?.status).toBe('pending_user_migration');
    expect((await mailAgain()).status).toBe(204);
    expect(account()?.status).toBe('provisioned');
  });

  it('ends in an error with a code when consent is refused', async () => {
    await consent(false);
    expect(account()).toMatchObject({ status: 'error', errors: [{ errorCode: 200039 }] });
  });
});

describe('scripted rules', () => {
  it('play in the order given, each as often as it says, and win over magic addresses', async () => {
    simulator.script([
      { fault: 'busy', retryAfterSeconds: 7, method: 'POST', userId: 'ana@sp.example', times: 1 },
      { fault: 'refuse', errorCode: 200040, method: 'POST', times: 1 },
      { fault: 'fail_in_background', errorCode: 200026, method: 'POST' },
    ]);
    const busy = await create('movable@any.example');
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await codeOf(create('movable@any.example'))).toEqual([409, 200040]);
    expect((await create('movable@any.example')).status).toBe(200);
    expect(account()).toMatchObject({ status: 'error', errors: [{ errorCode: 200026 }] });
  });

  it('find the user of an account that is called by its id', async () => {
    simulator.addAccount({ provisioningId: 'p', userId: 'cleo@sp.example', spEnterpriseId: 'SP1', firstName: 'C', lastName: 'D', package: 'basic' });
    simulator.script({ fault: 'answer', method: 'GET', userId: 'cleo@sp.example', status: 200, body: '{"id": broken', times: 1 });
    const answer = await send('GET', `/v1/broadworks/subscribers/${account()?.id}`);
    expect([answer.status, await answer.text()]).toEqual([200, '{"id": broken']);
    expect(simulator.calls()).toMatchObject([{ method: 'GET', userId: 'cleo@sp.example', status: 200, fault: 'answer' }]);
  });

  it('may delay an answer, refuse the token or answer 503 until they are cleared', async () => {
    simulator.script([{ fault: 'unauthorized', times: 1 }, { fault: 'unavailable', retryAfterSeconds: 2 }]);
    const list = (): Promise<Response> => send('GET', '/v1/broadworks/subscribers');
    expect([(await list()).status, (await list()).status, (await list()).status]).toEqual([401, 503, 503]);
    expect((await send('DELETE', '/_sim/script')).status).toBe(204);
    expect((await list()).status).toBe(200);
  });
});

describe('the accounts', () => {
  it('may be seeded, counted and read over HTTP without a token', async () => {
    const fields = { provisioningId: 'p', userId: 'x@sp.example', spEnterpriseId: 'SP1', firstName: 'X', lastName: 'Y', package: 'basic', email: 'x@example.com' };
    expect((await send('POST', '/_sim/accounts', [fields])).status).toBe(200);
    const told = await (await fetch(`${simulator.url}/_sim/accounts?userId=X@sp.example`)).json();
    expect(told).toMatchObject({ accounts: [{ ...fields, status: 'provisioned', personId: expect.any(String) }], createdCount: 1 });
  });

  it('survive a restart, background work included, when a file is given', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'webex-'));
    const file = join(folder, 'new', 'webex.json');
    const first = await startWebex({ file });
    await simulator.close();
    simulator = first;
    await create('ana@example.com');
    await first.close();
    simulator = await startWebex({ file });
    expect(simulator.createdCount('ana@sp.example')).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 650));
    expect(simulator.accounts()).toMatchObject([{ email: 'ana@example.com', status: 'provisioned' }]);
    rmSync(folder, { recursive: true });
  });
});
