import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startWebex, type WebexSimulator } from '@vestibule/simulators';
import { type Cloud, CloudError, type CloudSubscriber } from '../../provisioning/cloud.ts';
import { connectWebex } from './connect-webex.ts';

const ann: CloudSubscriber = {
  provisioningId: 'cHJvdmlzaW9uaW5n', userId: 'ann+7@sp.example', spEnterpriseId: 'SP1+acme', firstName: 'Zoé', lastName: 'Lee', email: 'ann@acme.example',
  package: 'standard', primaryPhoneNumber: '+15551230007', mobilePhoneNumber: null, extension: '0012', timezone: 'America/Los_Angeles', otherUserId: null,
};

let webex: WebexSimulator;
let cloud: Cloud;

beforeAll(async () => {
  webex = await startWebex({ provisioningDelayMs: 0 });
});
beforeEach(() => {
  webex.reset();
  cloud = connect();
});
afterAll(() => webex.close());

const connect = ({ baseUrl = webex.apiUrl, accessToken = webex.accessToken }: { baseUrl?: string; accessToken?: string } = {}): Cloud =>
  connectWebex({ id: 'connector-1', keyShown: null, kind: 'webex', baseUrl, auth: 'access_token', clientId: null, precheck: false, authorization: { token: async () => accessToken, renew: async () => null }, pace: async () => undefined }, 'trace-1', { timeoutMs: 400, allowPrivate: true });

/** The CloudError a verb ends with; anything else fails the test. */
async function failureOf(work: Promise<unknown>): Promise<CloudError> {
  const error: unknown = await work.then(() => 'nothing was thrown', (thrown: unknown) => thrown);
  if (!(error instanceof CloudError)) throw new Error(`expected a CloudError, not ${String(error)}`);
  expect(JSON.stringify({ ...error, text: error.message, stack: error.stack })).not.toContain(webex.accessToken);
  return error;
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('find', () => {
  it('finds the account of exactly this user id, plus sign and case included', async () => {
    webex.addAccount({ ...fields(), userId: 'ann 7@sp.example', email: 'other@acme.example' });
    const account = webex.addAccount({ ...fields(), userId: 'Ann+7@sp.example' });
    expect(await cloud.find(ann)).toEqual({ ref: account.id, personId: account.personId, state: 'ready', package: 'standard', email: 'ann@acme.example', failure: null });
    expect(webex.calls()[0]?.path).toBe('/v1/broadworks/subscribers?userId=ann%2B7%40sp.example&provisioningId=cHJvdmlzaW9uaW5n');
  });

  it('finds nothing for a user without an account', async () => {
    expect(await cloud.find(ann)).toBeNull();
  });

  it('takes no other account when the platform treats its filters as a search', async () => {
    const other = { id: 'x', userId: 'joann+7@sp.example', status: 'provisioned', package: 'basic', provisioningId: ann.provisioningId };
    webex.script({ fault: 'answer', status: 200, body: { items: [other, { ...other, userId: ann.userId, provisioningId: 'another' }] } });
    expect(await cloud.find(ann)).toBeNull();
  });

  it.each([
    ['provisioned', 'ready'], ['provisioning', 'in_progress'], ['updating', 'in_progress'], ['pending_user_migration', 'waiting_for_consent'],
    ['error', 'failed'], ['pending_email_input', 'failed'], ['something_new', 'in_progress'],
  ])('understands the status %s as %s', async (status, state) => {
    answerWith({ id: 'ref-1', userId: ann.userId, status, package: 'Premium', selfActivated: 'false', unknownField: [1] });
    expect(await cloud.find(ann)).toMatchObject({ ref: 'ref-1', state, package: 'premium', personId: null, email: null });
  });

  it('gives the first error of a failed account, its code a number or a text', async () => {
    answerWith({ id: 'ref-1', userId: ann.userId, status: 'error', package: 'basic', errors: [{ errorCode: '200039', description: 'in use' }, { errorCode: 1 }] });
    expect((await cloud.find(ann))?.failure).toEqual({ errorCode: 200039, description: 'in use' });
    answerWith({ id: 'ref-1', userId: ann.userId, status: 'error', package: 'basic' });
    expect((await cloud.find(ann))?.failure).toEqual({ errorCode: null, description: '' });
  });

  it.each([
    ['no JSON', 'oops'], ['another form', { accounts: [] }], ['a record without an id', { items: [{ userId: ann.userId, status: 'error', package: 'basic' }] }],
    ['a package nobody sells', { items: [{ id: 'x', userId: ann.userId, status: 'provisioned', package: 'gold' }] }],
  ])('refuses an answer with %s as answered, never as "no account"', async (_what, body) => {
    webex.script({ fault: 'answer', status: 200, body });
    expect(await failureOf(cloud.find(ann))).toMatchObject({ kind: 'answered', status: 200 });
  });
});

describe('create', () => {
  it('sends every field it knows, leaves unknown numbers out, and gives the account back', async () => {
    const account = await cloud.create(ann);
    expect(account).toMatchObject({ state: 'in_progress', package: 'standard', email: 'ann@acme.example', failure: null });
    const { mobilePhoneNumber: _none, otherUserId: _other, ...sent } = ann;
    expect(webex.calls()[0]?.body).toEqual(sent);
    expect((await cloud.find(ann))?.ref).toBe(account.ref);
  });

  it('gives the platform\'s number for a refusal, and its tracking id', async () => {
    await cloud.create(ann);
    expect(await failureOf(cloud.create({ ...ann, userId: 'bob@sp.example' }))).toMatchObject({ kind: 'answered', status: 409, errorCode: 200042, trackingId: 'VESTIBULE_trace-1' });
  });

  it('knows that nothing was sent when the connection is refused or the name does not exist', async () => {
    const closed = connect({ baseUrl: `http://127.0.0.1:${await closedPort()}/v1` });
    expect(await failureOf(closed.create(ann))).toMatchObject({ kind: 'unreached', status: null });
    expect(await failureOf(connect({ baseUrl: 'http://no-such-host.invalid/v1' }).create(ann))).toMatchObject({ kind: 'unreached' });
    expect(await failureOf(connect({ baseUrl: 'http://user:secret@127.0.0.1/v1' }).create(ann))).toMatchObject({ kind: 'unreached' });
  });

  it('does not know the outcome when the answer is lost, whether the effect came first or not', async () => {
    webex.script({ fault: 'timeout_after_effect', afterMs: 800, times: 1 });
    expect(await failureOf(cloud.create(ann))).toMatchObject({ kind: 'unknown' });
    expect(await cloud.find(ann)).toMatchObject({ state: 'ready' });
    webex.reset();
    webex.script([{ fault: 'timeout_before_effect', afterMs: 800, times: 1 }, { fault: 'reset', times: 1 }]);
    expect(await failureOf(cloud.create(ann))).toMatchObject({ kind: 'unknown' });
    expect(await failureOf(cloud.create(ann))).toMatchObject({ kind: 'unknown' });
    expect(webex.createdCount(ann.userId)).toBe(0);
  });

  it.each([
    ['no JSON', 'created!'], ['nothing', ''], ['a record without a status', { id: 'x', package: 'basic' }],
  ])('does not know the outcome when the platform accepts with %s', async (_what, body) => {
    webex.script({ fault: 'answer', status: 200, body });
    expect(await failureOf(cloud.create(ann))).toMatchObject({ kind: 'unknown', status: 200 });
  });

  it.each([
    [408, 'unknown'], [502, 'unknown'], [504, 'unknown'], [500, 'answered'], [503, 'answered'], [302, 'answered'], [400, 'answered'],
  ])('takes %i from a gateway for %s', async (status, kind) => {
    webex.script({ fault: 'answer', status, body: '<html/>', headers: { location: `${webex.apiUrl}/broadworks/subscribers`, trackingid: 'theirs' } });
    expect(await failureOf(cloud.create(ann))).toMatchObject({ kind, status, errorCode: null, trackingId: 'theirs' });
    expect(webex.calls()).toHaveLength(1);
  });

  it('keeps how long to wait, in seconds or as a date by the platform\'s own clock', async () => {
    webex.script({ fault: 'busy', retryAfterSeconds: 7, times: 1 });
    expect(await failureOf(cloud.create(ann))).toMatchObject({ kind: 'answered', status: 429, retryAfterSeconds: 7 });
    const date = { date: 'Wed, 21 Oct 2026 07:28:00 GMT', 'retry-after': 'Wed, 21 Oct 2026 07:29:30 GMT' };
    webex.script([{ fault: 'answer', status: 503, headers: date, times: 1 }, { fault: 'answer', status: 503, headers: { 'retry-after': 'soon' }, times: 1 }]);
    expect(await failureOf(cloud.create(ann))).toMatchObject({ status: 503, retryAfterSeconds: 90 });
    expect(await failureOf(cloud.create(ann))).toMatchObject({ status: 503, retryAfterSeconds: null });
  });

  it('shows an account whose owner must consent', async () => {
    expect(await cloud.create({ ...ann, email: 'movable-1@acme.example' })).toMatchObject({ state: 'waiting_for_consent' });
  });
});

describe('changePackage', () => {
  it('updates by the platform\'s id, without what an update may not carry', async () => {
    const { id } = webex.addAccount(fields());
    expect(await cloud.changePackage(id, { ...ann, package: 'premium' })).toMatchObject({ ref: id, state: 'in_progress' });
    expect(await cloud.find(ann)).toMatchObject({ state: 'ready', package: 'premium' });
    expect(webex.calls()[0]?.body).toEqual({ userId: ann.userId, firstName: 'Zoé', lastName: 'Lee', package: 'premium', primaryPhoneNumber: '+15551230007', extension: '0012', mobilePhoneNumber: '', timezone: 'America/Los_Angeles' });
  });

  it('says that there is no such account', async () => {
    expect(await failureOf(cloud.changePackage('a/../b', ann))).toMatchObject({ kind: 'answered', status: 404 });
    expect(webex.calls()[0]?.path).toBe('/v1/broadworks/subscribers/a%2F..%2Fb');
  });
});

describe('remove', () => {
  it('removes, and removing what is not there is a success', async () => {
    const { id } = webex.addAccount(fields());
    await cloud.remove(id, ann);
    await cloud.remove(id, ann);
    expect(webex.accounts()).toEqual([]);
    expect(webex.calls().map(({ status }) => status)).toEqual([204, 404]);
  });

  it('does not take any other refusal for done', async () => {
    webex.script({ fault: 'unavailable', times: 1 });
    expect(await failureOf(cloud.remove('ref-1', ann))).toMatchObject({ kind: 'answered', status: 503 });
    expect(await failureOf(connect({ accessToken: 'old' }).remove('ref-1', ann))).toMatchObject({ kind: 'answered', status: 401 });
  });
});

describe('precheck', () => {
  it('asks about what is given, an address at least, and takes the answer in both published forms', async () => {
    await cloud.precheck({ email: ann.email });
    expect(webex.calls()[0]).toMatchObject({ method: 'POST', path: '/v1/broadworks/subscribers/validate', body: { email: ann.email } });
    webex.script({ fault: 'answer', status: 200, body: { message: 'success', info: { infoCode: 100 } }, times: 1 });
    await cloud.precheck(ann);
  });

  it('never takes another 200 for a yes', async () => {
    webex.script({ fault: 'answer', status: 200, body: '<html>Sign in</html>', times: 1 });
    expect(await failureOf(cloud.precheck(ann))).toMatchObject({ kind: 'answered', code: 'cloud.unavailable' });
  });
});

describe('check', () => {
  it('accepts a working connector, asking for one record only', async () => {
    expect(await cloud.check()).toEqual({ result: 'accepted' });
    expect(webex.calls()[0]?.path).toBe('/v1/broadworks/subscribers?max=1');
  });

  it('tells refused credentials and a wrong address from a platform that is away', async () => {
    expect(await connect({ accessToken: 'old' }).check()).toMatchObject({ result: 'refused', detail: expect.stringContaining('HTTP 401') });
    expect(await connect({ baseUrl: webex.url }).check()).toMatchObject({ result: 'refused', detail: expect.stringContaining('HTTP 404') });
    expect(await connect({ baseUrl: `http://127.0.0.1:${await closedPort()}/v1` }).check()).toMatchObject({ result: 'unreachable', detail: expect.stringContaining('ECONNREFUSED') });
    webex.script([{ fault: 'unavailable', times: 1 }, { fault: 'busy', times: 1 }, { fault: 'answer', status: 200, body: '<html/>', times: 1 }]);
    expect(await cloud.check()).toMatchObject({ result: 'unreachable' });
    expect(await cloud.check()).toMatchObject({ result: 'unreachable' });
    expect(await cloud.check()).toMatchObject({ result: 'refused' });
  });
});

const answerWith = (record: object): void => webex.script({ fault: 'answer', status: 200, body: { subscribers: [record] }, times: 1 });

function fields() {
  const { primaryPhoneNumber: _number, mobilePhoneNumber: _mobile, extension: _extension, timezone: _zone, ...rest } = ann;
  return rest;
}
