import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startBroadworks, type BroadworksSimulator, type BroadworksUser } from '../index.ts';

const zoe: BroadworksUser = {
  userId: 'zoe/7@sp.example', password: 'pä:ss', firstName: 'Zoé', lastName: 'Žižka & <Søn>', groupId: 'acme', serviceProvider: 'SP1',
  isEnterprise: true, number: '5551230007', extension: '7007',
};

let simulator: BroadworksSimulator;

beforeEach(async () => {
  simulator = await startBroadworks();
  simulator.addUser(zoe);
});
afterEach(() => simulator.close());

const read = (userId: string, password: string, { accept, query = '' }: { accept?: string; query?: string } = {}): Promise<Response> =>
  fetch(`${simulator.url}/com.broadsoft.xsi-actions/v2.0/user/${encodeURIComponent(userId)}/profile${query}`, {
    headers: { authorization: `Basic ${Buffer.from(`${userId}:${password}`).toString('base64')}`, ...(accept ? { accept } : {}) },
  });

const control = (path: string, body: unknown): Promise<Response> =>
  fetch(`${simulator.url}/_sim/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

describe('the profile document', () => {
  it('is XML in the ISO-8859-1 bytes it declares, with references for letters that set lacks', async () => {
    const answer = await read(zoe.userId, zoe.password);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/xml;charset=ISO-8859-1');
    expect(bytes.includes(Buffer.from([0x5a, 0x6f, 0xe9]))).toBe(true);
    const xml = bytes.toString('latin1');
    expect(xml).toContain('<?xml version="1.0" encoding="ISO-8859-1"?>\n<Profile xmlns="http://schema.broadsoft.com/xsi"><details>');
    expect(xml).toContain('<firstName>Zoé</firstName><lastName>&#381;i&#382;ka &#38; &#60;Søn&#62;</lastName>');
    expect(xml).toContain('<serviceProvider isEnterprise="true">SP1</serviceProvider><number>5551230007</number><extension>7007</extension>');
  });

  it('is XML for a client that takes JSON only as its second choice', async () => {
    const answer = await read(zoe.userId, zoe.password, { accept: 'application/xml, application/json;q=0.5' });
    expect(answer.headers.get('content-type')).toContain('xml');
  });

  it.each([{ accept: 'application/json' }, { query: '?format=json' }])('is JSON in UTF-8 with $-members when asked by %j', async (how) => {
    const answer = await read(zoe.userId, zoe.password, how);
    expect(answer.headers.get('content-type')).toBe('application/json;charset=UTF-8');
    expect(await answer.json()).toMatchObject({
      Profile: { details: { firstName: { $: 'Zoé' }, lastName: { $: 'Žižka & <Søn>' }, serviceProvider: { $: 'SP1', '@isEnterprise': 'true' } } },
    });
  });

  it('is found whatever the case of the user id', async () => {
    expect((await read('ZOE/7@SP.example', zoe.password)).status).toBe(200);
  });

  it('is refused to another user who signed in with good credentials', async () => {
    const answer = await fetch(`${simulator.url}/com.broadsoft.xsi-actions/v2.0/user/other@sp.example/profile`, {
      headers: { authorization: `Basic ${Buffer.from(`${zoe.userId}:${zoe.password}`).toString('base64')}` },
    });
    expect(answer.status).toBe(403);
  });
});

describe('signing in', () => {
  it('answers a wrong password, an unknown user and no credentials with the same 401', async () => {
    const answers = [await read(zoe.userId, 'wrong'), await read('nobody@sp.example', 'wrong')];
    answers.push(await fetch(`${simulator.url}/com.broadsoft.xsi-actions/v2.0/anything`));
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    expect(answers.map((answer) => answer.status)).toEqual([401, 401, 401]);
    expect(answers.map((answer) => answer.headers.get('www-authenticate'))).toEqual(Array(3).fill('Basic realm="BroadWorks XSI-Actions"'));
    expect(new Set(bodies).size).toBe(1);
    expect(bodies[0]).toContain('<ErrorInfo xmlns="http://schema.broadsoft.com/xsi"><summary>');
  });

  it('locks the account after five wrong passwords in a row, until it is unlocked', async () => {
    for (let count = 0; count < 5; count += 1) expect((await read(zoe.userId, 'wrong')).status).toBe(401);
    const locked = await read(zoe.userId, zoe.password, { accept: 'application/json' });
    expect(locked.status).toBe(403);
    expect(await locked.json()).toMatchObject({ ErrorInfo: { errorCode: { $: '403' } } });
    expect((await control('unlock', { userId: zoe.userId })).status).toBe(204);
    expect((await read(zoe.userId, zoe.password)).status).toBe(200);
  });

  it('starts counting anew after a good password', async () => {
    for (let count = 0; count < 4; count += 1) await read(zoe.userId, 'wrong');
    await read(zoe.userId, zoe.password);
    for (let count = 0; count < 4; count += 1) await read(zoe.userId, 'wrong');
    expect((await read(zoe.userId, zoe.password)).status).toBe(200);
  });

  it('lets in guests that nobody added', async () => {
    const answer = await read('guest-maria-2@sp.example', 'guest-password', { accept: 'application/json' });
    expect(await answer.json()).toMatchObject({ Profile: { details: { firstName: { $: 'Maria' }, userId: { $: 'guest-maria-2@sp.example' } } } });
  });
});

describe('misbehaving', () => {
  it('plays a rule as often as it says, for the user it names', async () => {
    expect((await control('script', { fault: 'unavailable', userId: zoe.userId, times: 1, retryAfterSeconds: 3 })).status).toBe(200);
    expect((await read('guest-x@sp.example', 'guest-password')).status).toBe(200);
    const down = await read(zoe.userId, zoe.password);
    expect([down.status, down.headers.get('retry-after')]).toEqual([503, '3']);
    expect((await read(zoe.userId, zoe.password)).status).toBe(200);
  });

  it('is slow by the scripted delay', async () => {
    simulator.script({ fault: 'delay', delayMs: 120, times: 1 });
    const start = performance.now();
    await read(zoe.userId, zoe.password);
    expect(performance.now() - start).toBeGreaterThanOrEqual(110);
  });

  it('resets the connection', async () => {
    simulator.script({ fault: 'reset', times: 1 });
    await expect(read(zoe.userId, zoe.password)).rejects.toThrow('fetch failed');
    expect(simulator.calls()[0]).toMatchObject({ fault: 'reset', status: null });
  });

  it.each([['down-1@sp.example', 503], ['locked-1@sp.example', 403]])('answers %s with %i by the name alone', async (userId, status) => {
    expect((await read(userId, 'any')).status).toBe(status);
  });

  it('refuses a rule with an unknown fault or a misspelt field', async () => {
    expect((await control('script', { fault: 'explode' })).status).toBe(400);
    expect((await control('script', { fault: 'reset', time: 1 })).status).toBe(400);
    expect((await control('script', [{ fault: 'delay' }])).status).toBe(400);
  });
});

describe('the control surface', () => {
  it('takes one user or many, and never tells a password', async () => {
    await control('users', [{ ...zoe, userId: 'a@sp.example' }, { ...zoe, userId: 'b@sp.example' }]);
    await read('b@sp.example', zoe.password);
    const told = await Promise.all(['users', 'calls'].map(async (path) => (await fetch(`${simulator.url}/_sim/${path}`)).text()));
    expect(told.join()).toContain('b@sp.example');
    expect(told.join()).not.toContain(zoe.password);
    expect(told.join()).not.toContain(Buffer.from(`b@sp.example:${zoe.password}`).toString('base64'));
  });

  it('forgets users, rules and calls on reset', async () => {
    simulator.script({ fault: 'unavailable' });
    await read(zoe.userId, zoe.password);
    expect((await fetch(`${simulator.url}/_sim/reset`, { method: 'POST' })).status).toBe(204);
    expect(simulator.calls()).toEqual([]);
    expect((await read(zoe.userId, zoe.password)).status).toBe(401);
  });

  it('closes at once although a call hangs', async () => {
    simulator.script({ fault: 'delay', delayMs: 30_000 });
    const hanging = read(zoe.userId, zoe.password).then(() => 'answered', () => 'cut off');
    while (simulator.calls().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const start = performance.now();
    await simulator.close();
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(await hanging).toBe('cut off');
  });
});
