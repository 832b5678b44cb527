import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { provisioningIdOf } from '../src/templates/template.ts';
import { unique } from './factories.ts';
import { eventsOf, expectProblem, operationsOf, rowOf, runNow, type User } from './journeys.ts';
import { type CloudKind, type ConnectorWorld, startConnectorWorld, TIMEOUT_MS } from './connector-world.ts';

type Fault = { fault: string } & Record<string, unknown>;
const late = TIMEOUT_MS + 250;
const kinds: CloudKind[] = ['webex', 'scim'];
const change = { webex: 'PUT', scim: 'PATCH' } as const;

/** What may go wrong while the platform changes the id; each is to end with the one account under the new id. */
const faults: [what: string, rules: (kind: CloudKind) => Fault[]][] = [
  ['nothing', () => []],
  ['the answer comes too late, the id has changed', (kind) => [{ fault: 'timeout_after_effect', afterMs: late, method: change[kind], times: 1 }]],
  ['the request never arrives', (kind) => [{ fault: 'timeout_before_effect', afterMs: late, method: change[kind], times: 1 }]],
  ['the answer is no JSON', (kind) => [{ fault: 'answer', status: 200, body: '<html>', method: change[kind], times: 1 }]],
  ['the search is away', () => [{ fault: 'unavailable', method: 'GET', times: 2 }]],
];

let world: ConnectorWorld;
const templates: Partial<Record<CloudKind, Awaited<ReturnType<ConnectorWorld['connect']>>['template']>> = {};
beforeAll(async () => {
  world = await startConnectorWorld();
  for (const kind of kinds) templates[kind] = (await world.connect(kind)).template;
}, 60_000);
afterEach(() => world.clearScripts());
afterAll(() => world?.close());

const templateOf = (kind: CloudKind) => {
  const template = templates[kind];
  if (!template) throw new Error('no such template');
  return template;
};
const newId = () => `${unique('married')}@sp.example`;
const put = ({ id }: { id: string }, body: object) => world.owner.put(`/v1/broadworks/subscribers/${Buffer.from(`ciscospark://us/SUBSCRIBER/${id}`).toString('base64url')}`).send(body);
const handedOver = (kind: CloudKind): Promise<User> => world.h.provider.handOver({ template: templateOf(kind) });

async function provisioned(kind: CloudKind): Promise<User> {
  const user = await handedOver(kind);
  await world.vouch(user);
  expect(await world.settle(user)).toMatchObject({ status: 'provisioned' });
  return user;
}

/** Every account ever made for either id, and the ids of those there are. */
const accounts = (kind: CloudKind, user: User, userId: string) => {
  const [old, now] = [world.accountsOf(kind, user), world.accountsOf(kind, { ...user, userId })];
  return { made: old.made + now.made, under: { old: old.now, new: now.now } };
};

describe.each(kinds)('%s: another user id of somebody who has an account', (kind) => {
  it.each(faults)('is the id of the same account afterwards, whatever happens on the way: %s', async (_what, rules) => {
    const user = await provisioned(kind);
    const userId = newId();
    const { body: before } = await world.owner.get(`/v1/subscribers/${user.id}`).expect(200);
    world.script(kind, rules(kind).map((rule) => ({ ...rule, userId: user.userId })) as never);
    const answer = await put(user, { userId: userId.toUpperCase(), firstName: 'Newly' }).expect(200);
    expect(answer.body).toMatchObject({ userId: user.userId, status: 'updating', firstName: before.firstName });
    expect(await world.settle(user)).toMatchObject({ status: 'provisioned', user_id: userId, other_user_id: null, wanted: null, first_name: 'Newly' });
    expect(accounts(kind, user, userId)).toEqual({ made: 1, under: { old: 0, new: 1 } });
    expect((await operationsOf(world.h, user.id)).map(({ state }) => state)).toEqual(['succeeded', 'succeeded']);
    expect((await eventsOf(world.h, user.id)).find(({ type }) => type === 'subscriber.package_change_requested')?.data).toMatchObject({ fields: expect.arrayContaining(['userId']) });
  });

  it('stays as it was where the platform refuses it; trying again keeps the one account, under whichever id it stands', async () => {
    const user = await provisioned(kind);
    const [userId, third] = [newId(), newId()];
    world.script(kind, { fault: 'answer', status: 400, body: { message: 'no', errors: [{ errorCode: 1002, description: 'no' }] }, method: change[kind], userId: user.userId } as never);
    await put(user, { userId }).expect(200);
    expect(await world.settle(user)).toMatchObject({ status: 'error', user_id: user.userId, other_user_id: userId, wanted: null });
    const refused = await put(user, { userId: third });
    expect([refused.status, refused.body.errors]).toEqual([409, [expect.objectContaining({ errorCode: 900022 })]]);
    expect(await rowOf(world.h, user.id)).toMatchObject({ user_id: user.userId, other_user_id: userId });

    world.clearScripts();
    // Somebody at the platform had changed it all the same.
    await put(user, { userId }).expect(200);
    expect(await rowOf(world.h, user.id)).toMatchObject({ status: 'error', user_id: userId, other_user_id: user.userId });
    await world.vouch(user, (await rowOf(world.h, user.id))?.email ?? '');
    expect(await world.settle(user)).toMatchObject({ status: 'provisioned', user_id: userId, other_user_id: null });
    expect(accounts(kind, user, userId)).toEqual({ made: 1, under: { old: 0, new: 1 } });
  });

  it('goes with the user: deleted after a change that failed, no account is left under either id', async () => {
    const user = await provisioned(kind);
    const userId = newId();
    world.script(kind, { fault: 'timeout_after_effect', afterMs: late, method: change[kind], userId: user.userId } as never);
    world.script(kind, { fault: 'unavailable', userId } as never);
    await put(user, { userId }).expect(200);
    expect(await world.settle(user, 20)).toMatchObject({ status: 'error', other_user_id: userId });
    world.clearScripts();
    await world.owner.delete(`/v1/subscribers/${user.id}`).expect(202);
    for (let turn = 0; turn < 3 && (await rowOf(world.h, user.id)); turn += 1) await runNow(world.h, user.id);
    expect(await rowOf(world.h, user.id)).toBeNull();
    expect(accounts(kind, user, userId).under).toEqual({ old: 0, new: 0 });
  });
});

describe('a user id that is about to be somebody\'s', () => {
  it('is refused to everybody else, handed over or changed to, until the change is done', async () => {
    const [user, other] = [await provisioned('webex'), await provisioned('webex')];
    const userId = newId();
    await put(user, { userId }).expect(200);
    const taken = await put(other, { userId });
    expect([taken.status, taken.body.errors]).toEqual([409, [expect.objectContaining({ errorCode: 10022 })]]);
    const handOver = { provisioningId: provisioningIdOf(templateOf('webex').providerId, templateOf('webex').id), userId, spEnterpriseId: user.spEnterpriseId, firstName: 'A', lastName: 'B', package: 'basic' };
    const refused = await world.owner.post('/v1/broadworks/subscribers').send(handOver);
    expect([refused.status, refused.body.errors]).toEqual([409, [expect.objectContaining({ errorCode: 10022 })]]);
    await world.settle(user);
    expect(await rowOf(world.h, other.id)).toMatchObject({ status: 'provisioned', user_id: other.userId, other_user_id: null });
    // The old id is free again.
    await world.owner.post('/v1/broadworks/subscribers').send({ ...handOver, userId: user.userId }).expect(200);
  });

  it('is one person\'s when a new user and ten changes want it at once', async () => {
    const users = await Promise.all(Array.from({ length: 10 }, () => handedOver('webex')));
    const userId = newId();
    const handOver = { provisioningId: provisioningIdOf(templateOf('webex').providerId, templateOf('webex').id), userId, spEnterpriseId: unique('SP1+race'), firstName: 'A', lastName: 'B', package: 'basic' };
    const answers = await Promise.all([...users.map((user) => put(user, { userId })), world.owner.post('/v1/broadworks/subscribers').send(handOver)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 10 }, () => 409)]);
    const { rows } = await world.h.pool.query('select id from subscribers where user_id = $1 or other_user_id = $1', [userId]);
    expect(rows).toHaveLength(1);
  });

  it('takes what the identity system says of the person along', async () => {
    const template = templateOf('scim');
    const { body: access } = await world.owner.post(`/v1/templates/${template.id}/scim/token`).send({}).expect(201);
    await world.owner.patch(`/v1/templates/${template.id}/scim`).set('if-match', '*').send({ spEnterpriseId: unique('SP1+scim') }).expect(200);
    const [old, userId] = [newId(), newId()];
    const scim = (method: string, path: string, body?: object) => fetch(`${world.h.url}/scim/v2${path}`, { method, headers: { authorization: `Bearer ${access.bearerToken}`, 'content-type': 'application/scim+json' }, ...(body && { body: JSON.stringify(body) }) });
    const made = (await (await scim('POST', '/Users', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: old, name: { givenName: 'Ana', familyName: 'Lee' } })).json()) as { id: string };
    const { rows: [row] } = await world.h.pool.query<{ id: string }>('select id from subscribers where user_id = $1', [old]);
    await put({ id: row?.id ?? '' }, { userId }).expect(200);
    await scim('PATCH', `/Users/${made.id}`, { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [{ op: 'replace', path: 'name.givenName', value: 'Anna' }] });
    expect(await rowOf(world.h, row?.id ?? '')).toMatchObject({ user_id: userId, first_name: 'Anna' });
    const { rows: all } = await world.h.pool.query('select id from subscribers where user_id in ($1, $2)', [old, userId]);
    expect(all).toHaveLength(1);
    expectProblem(await world.owner.get(`/v1/subscribers/${made.id}`), 404, 'subscriber.not_found');
  });
});
