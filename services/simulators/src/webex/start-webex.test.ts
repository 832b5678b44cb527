import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startWebex, type AccountFields, type WebexAccount, type WebexSimulator } from '../index.ts';

let simulator: WebexSimulator;

beforeEach(async () => {
  simulator = await startWebex({ provisioningDelayMs: 200 });
});
afterEach(() => simulator.close());

const ana: AccountFields = {
  provisioningId: 'cHJvdg', userId: 'ana@sp.example', spEnterpriseId: 'SP1+acme', firstName: 'Ana', lastName: 'Díaz', package: 'basic',
  email: 'ana@example.com', primaryPhoneNumber: '+15551230001', extension: '0001',
};
const named = (name: string): AccountFields => ({ ...ana, userId: `${name}@sp.example`, email: `${name}@example.com` });

type Answer = { status: number; headers: Headers; body: WebexAccount & { items: WebexAccount[]; message: string; trackingId: string; info: unknown } };

const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
  const answer = await fetch(simulator.apiUrl + path, {
    method,
    headers: { authorization: `Bearer ${simulator.accessToken}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) };
};
const create = (fields: object): Promise<Answer> => call('POST', '/broadworks/subscribers', fields);
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 230));

describe('creating a subscriber', () => {
  it('answers provisioning at once and provisioned, with a person, after the delay', async () => {
    const { status, body } = await create(ana);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...ana, status: 'provisioning', selfActivated: false });
    expect(body).not.toHaveProperty('personId');
    expect(body.id).not.toContain('=');
    expect(Buffer.from(body.id, 'base64').toString()).toMatch(/^ciscospark:\/\/us\/SUBSCRIBER\/[0-9a-f-]{36}$/);
    await settle();
    const later = (await call('GET', `/broadworks/subscribers/${body.id}`)).body;
    expect(later.status).toBe('provisioned');
    expect(Buffer.from(later.personId ?? '', 'base64').toString()).toMatch(/^ciscospark:\/\/us\/PEOPLE\//);
    expect(Date.parse(later.lastStatusChange)).toBeGreaterThan(Date.parse(later.created));
  });

  it('answers 409 with code 10022 to a second creation for the user id, whatever its case', async () => {
    await create(ana);
    const second = await create({ ...named('other'), userId: 'ANA@sp.example' });
    expect(second.status).toBe(409);
    expect(second.body).toEqual({
      message: 'The BroadWorks user id already belongs to an existing user.',
      errors: [{ description: 'The BroadWorks user id already belongs to an existing user.', errorCode: 10022 }],
      trackingId: second.headers.get('trackingid'),
    });
    expect(simulator.createdCount('ana@sp.example')).toBe(1);
  });

  it('answers 409 with code 200042 to the address of another user id', async () => {
    await create(ana);
    expect((await create({ ...ana, userId: 'ben@sp.example' })).body.errors).toMatchObject([{ errorCode: 200042 }]);
  });

  it.each([
    [{ userId: '' }, 1001, 'userId'],
    [{ package: 'gold' }, 1002, 'package'],
    [{ email: 'nonsense' }, 1002, 'email'],
    [{ surname: 'x' }, 1002, 'surname'],
  ])('answers 400 to %j', async (fault, errorCode, fieldName) => {
    const answer = await create({ ...ana, ...fault });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toMatchObject([{ errorCode, fieldName }]);
  });

  it('makes two accounts for one user id when told not to notice', async () => {
    simulator.script({ fault: 'allow_duplicate', method: 'POST' });
    await create(ana);
    await create(ana);
    expect(simulator.createdCount(ana.userId)).toBe(2);
  });
});

describe('every answer', () => {
  it('is 401 in the published form without the right token', async () => {
    const answer = await call('GET', '/broadworks/subscribers', undefined, { authorization: 'Bearer wrong', trackingid: 'MINE_1' });
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ errors: [{ description: expect.stringContaining('access token') }], trackingId: 'MINE_1' });
    expect(simulator.calls()).toEqual([]);
  });

  it("carries a tracking id, the client's own if it sent one", async () => {
    expect((await call('GET', '/broadworks/subscribers')).headers.get('trackingid')).toMatch(/^SIM_/);
    expect((await call('GET', '/broadworks/subscribers', undefined, { TrackingID: 'MINE_2' })).headers.get('trackingid')).toBe('MINE_2');
  });

  it('is 404 in the published form for an unknown id and for an unknown path', async () => {
    for (const path of ['/broadworks/subscribers/bm9uZQ', '/nothing']) {
      expect(await call('GET', path)).toMatchObject({ status: 404, body: { trackingId: expect.any(String), errors: [{}] } });
    }
  });
});

describe('searching', () => {
  it('filters by user id, address, template, enterprise and several statuses', async () => {
    await create(ana);
    await create({ ...named('ben'), spEnterpriseId: 'SP1+other', provisioningId: 'b3RoZXI' });
    await create({ ...named('cleo'), email: undefined });
    const found = async (query: string): Promise<string[]> =>
      (await call('GET', `/broadworks/subscribers?${query}`)).body.items.map(({ firstName: _name, userId }) => userId.split('@')[0] ?? '');
    expect(await found('userId=ANA%40sp.example')).toEqual(['ana']);
    expect(await found('email=ben@example.com')).toEqual(['ben']);
    expect(await found('provisioningId=b3RoZXI')).toEqual(['ben']);
    expect(await found('spEnterpriseId=SP1%2Bacme')).toEqual(['ana', 'cleo']);
    expect(await found('status=provisioning,pending_email_input')).toEqual(['ana', 'ben', 'cleo']);
    expect(await found('status=pending_email_input')).toEqual(['cleo']);
    expect((await call('GET', '/broadworks/subscribers?status=odd')).status).toBe(400);
  });

  it('pages by Link headers that keep the filters', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) simulator.addAccount(named(name));
    simulator.addAccount({ ...named('f'), spEnterpriseId: 'SP2' });
    const seen: string[] = [];
    let path: string | undefined = '/broadworks/subscribers?spEnterpriseId=SP1%2Bacme&max=2';
    while (path !== undefined) {
      const { body, headers }: Answer = await call('GET', path);
      seen.push(...body.items.map(({ userId }) => userId.charAt(0)));
      path = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1]?.slice(simulator.apiUrl.length);
    }
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

describe('changing and removing', () => {
  it('answers updating with the old package, and shows the new one once provisioned again', async () => {
    const { id } = simulator.addAccount(ana);
    const changed = await call('PUT', `/broadworks/subscribers/${id}`, { package: 'premium' });
    expect([changed.status, changed.body.status, changed.body.package]).toEqual([200, 'updating', 'basic']);
    expect((await call('PUT', `/broadworks/subscribers/${id}`, { package: 'basic' })).status).toBe(409);
    await settle();
    expect((await call('GET', `/broadworks/subscribers/${id}`)).body).toMatchObject({ status: 'provisioned', package: 'premium' });
  });

  it('removes a number only while an extension remains, and never changes the address', async () => {
    const { id } = simulator.addAccount(ana);
    const put = (body: object): Promise<Answer> => call('PUT', `/broadworks/subscribers/${id}`, body);
    expect((await put({ primaryPhoneNumber: '', extension: '' })).status).toBe(400);
    expect((await put({ email: 'new@example.com' })).status).toBe(400);
    expect((await put({ primaryPhoneNumber: '' })).status).toBe(200);
    await settle();
    expect(simulator.accounts()[0]).not.toHaveProperty('primaryPhoneNumber');
    expect((await put({ extension: '' })).status).toBe(400);
  });

  it('answers 204 to a removal, after which the account is unknown and may be made anew', async () => {
    const { id } = simulator.addAccount(ana);
    expect((await call('DELETE', `/broadworks/subscribers/${id}`)).status).toBe(204);
    expect((await call('GET', `/broadworks/subscribers/${id}`)).status).toBe(404);
    expect((await create(ana)).status).toBe(200);
    expect(simulator.createdCount(ana.userId)).toBe(2);
  });
});

describe('the pre-check', () => {
  it('accepts a free address with code 100 and makes nothing', async () => {
    const answer = await call('POST', '/broadworks/subscribers/validate', { email: 'free@example.com' });
    expect(answer).toMatchObject({ status: 200, body: { message: 'success', info: [{ infoCode: 100 }] } });
    expect(simulator.accounts()).toEqual([]);
  });

  it('refuses an address of another user and a failing magic address', async () => {
    simulator.addAccount(ana);
    const check = async (email: string): Promise<unknown> => (await call('POST', '/broadworks/subscribers/validate', { email })).body.errors;
    expect(await check('ana@example.com')).toMatchObject([{ errorCode: 200042 }]);
    expect(await check('fail-200039@any.example')).toMatchObject([{ errorCode: 200039 }]);
  });
});
