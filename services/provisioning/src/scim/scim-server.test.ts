import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { unique } from '../../test/factories.ts';
import { eventually, type Harness, startHarness } from '../../test/harness.ts';
import { eventsOf, operationsOf, proveAddress, rowOf, untilStatus } from '../../test/journeys.ts';
import { CORE, EXTENSION } from './attributes.ts';

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

describe('the SCIM server', () => {
  let h: Harness;
  let token: string;
  beforeAll(async () => {
    h = await startHarness();
    token = await newToken(h.provider.template.id);
    const owner = await h.asOwner();
    await owner.patch(`/v1/templates/${h.provider.template.id}/scim`).send({ spEnterpriseId: 'SP1+identity' }).expect(200);
  });
  afterAll(() => h.close());

  async function newToken(templateId: string, graceHours = 0): Promise<string> {
    const owner = await h.asOwner();
    return (await owner.post(`/v1/templates/${templateId}/scim/token`).send({ graceHours }).expect(201)).body.bearerToken;
  }
  const as = (bearer = token) => supertest.agent(h.url).set('authorization', `Bearer ${bearer}`).set('content-type', 'application/scim+json');
  const user = (userName: string, more: object = {}) => ({ schemas: [CORE], userName, externalId: unique('ext'), active: true, name: { givenName: 'Ana', familyName: 'Díaz' }, emails: [{ value: `${unique('w')}@corp.example`, type: 'work', primary: true }], phoneNumbers: [{ value: '5551230001', type: 'work' }], ...more });
  const name = () => `${unique('scim')}@sp.example`;
  const create = async (body: object = user(name())) => (await as().post('/scim/v2/Users').send(body).expect(201)).body;
  const patch = (id: string, ...Operations: object[]) => as().patch(`/scim/v2/Users/${id}`).send({ schemas: [PATCH], Operations });
  const subscriberOf = async (id: string) => (await as().get(`/scim/v2/Users/${id}`).expect(200)).body[EXTENSION].subscriberId as string;
  const expectRefusal = (answer: supertest.Response, status: number, scimType?: string) => {
    expect({ status: answer.status, body: answer.body }).toEqual({ status, body: { schemas: [ERROR], status: String(status), ...(scimType && { scimType }), detail: expect.any(String) } });
    expect(answer.headers['content-type']).toMatch(/^application\/scim\+json/);
  };
  const find = async (filter: string) => (await as().get('/scim/v2/Users').query({ filter }).expect(200)).body;

  describe('creates', () => {
    it('a user as the adapter does: waiting for the own address, handed over by the identity system', async () => {
      const userName = name();
      const answer = await as().post('/scim/v2/Users').send(user(userName, { nickName: 'ignored', preferredLanguage: 'fr-CA' })).expect(201);
      const { body } = answer;
      expect(body).toMatchObject({ schemas: [CORE, EXTENSION], userName, active: true, name: { givenName: 'Ana', familyName: 'Díaz' }, meta: { resourceType: 'User', version: answer.headers['etag'], location: answer.headers['location'] } });
      expect(body).not.toHaveProperty('nickName');
      expect(answer.headers['location']).toBe(`http://vestibule.test/scim/v2/Users/${body.id}`);
      expect(body.meta.created).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      const { subscriberId, status, spEnterpriseId } = body[EXTENSION];
      expect({ status, spEnterpriseId }).toEqual({ status: 'pending_email_input', spEnterpriseId: 'SP1+identity' });
      expect(await rowOf(h, subscriberId)).toMatchObject({ user_id: userName, email: null, language: 'fr', primary_phone_number: '5551230001', first_name: 'Ana' });
      const [handedOver] = await eventsOf(h, subscriberId);
      expect(handedOver).toMatchObject({ type: 'subscriber.handed_over', actor: { kind: 'identity_system', id: h.provider.template.id } });
    });

    it('one of twenty at the same moment; the others are told 409 uniqueness', async () => {
      const userName = name();
      const answers = await Promise.all(Array.from({ length: 20 }, () => as().post('/scim/v2/Users').send({ ...user(userName), externalId: undefined })));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(409)]);
      expectRefusal(answers.find(({ status }) => status === 409) as supertest.Response, 409, 'uniqueness');
      const { rows } = await h.pool.query('select 1 from subscribers where user_id = $1', [userName]);
      expect(rows).toHaveLength(1);
    });

    it('nobody twice: neither userName in another case, nor externalId, nor BroadWorks id', async () => {
      const made = await create();
      expectRefusal(await as().post('/scim/v2/Users').send(user(made.userName.toUpperCase())), 409, 'uniqueness');
      expectRefusal(await as().post('/scim/v2/Users').send({ ...user(name()), externalId: made.externalId }), 409, 'uniqueness');
      expectRefusal(await as().post('/scim/v2/Users').send(user(name(), { [EXTENSION]: { userId: made.userName } })), 409, 'uniqueness');
    });

    it('along with a user whom BroadWorks handed over before, and leaves alone what it does not say', async () => {
      const known = await h.provider.handOver();
      const { body } = await as().post('/scim/v2/Users').send({ userName: known.userId, displayName: 'Bo Berg', [EXTENSION]: { package: 'Premium' } }).expect(201);
      expect(body[EXTENSION]).toMatchObject({ subscriberId: known.id, userId: known.userId });
      expect(await rowOf(h, known.id)).toMatchObject({ first_name: 'Bo', last_name: 'Berg', package: 'premium', primary_phone_number: '5551230001', extension: '0001' });
    });

    it('nobody of another template of the cluster, and nobody without a customer', async () => {
      const other = await h.provider.newTemplate();
      const taken = await h.provider.handOver({ template: other });
      expectRefusal(await as().post('/scim/v2/Users').send(user(taken.userId)), 409);
      const without = await newToken(other.id);
      expectRefusal(await as(without).post('/scim/v2/Users').send(user(name())), 400, 'invalidValue');
      expect((await as(without).get('/scim/v2/Users').expect(200)).body.totalResults).toBe(0);
    });

    it('takes the address as the user\'s only where the template trusts it', async () => {
      const trusting = await h.provider.newTemplate({ untrustedEmails: false });
      const bearer = await newToken(trusting.id);
      const own = { [EXTENSION]: { spEnterpriseId: unique('SP1+t') } };
      expectRefusal(await as(bearer).post('/scim/v2/Users').send({ ...user(name(), own), emails: [] }), 400, 'invalidValue');
      const body = { ...user(name(), own), emails: [{ value: 'home@corp.example', type: 'home' }, { value: `${unique('Trusted')}@corp.example`, type: 'work', primary: 'True' }] };
      const { body: made } = await as(bearer).post('/scim/v2/Users').send(body).expect(201);
      await untilStatus(h, made[EXTENSION].subscriberId, 'provisioned');
      expect((await rowOf(h, made[EXTENSION].subscriberId))?.email).toBe(body.emails[1]?.value.toLowerCase());
    });

    it('refuses what cannot be used, naming it', async () => {
      for (const [body, type] of [[{}, 'invalidValue'], [user(name(), { active: 'maybe' }), 'invalidValue'], [user('x'.repeat(200)), 'invalidValue'], [user(name(), { [EXTENSION]: { package: 'gold' } }), 'invalidValue'], [[], 'invalidSyntax']] as const) {
        expectRefusal(await as().post('/scim/v2/Users').send(body), 400, type);
      }
      expectRefusal(await as().post('/scim/v2/Users').send('{"userName": '), 400, 'invalidSyntax');
      const poisoned = await as().post('/scim/v2/Users').send(`{"userName":"${name()}","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}`);
      expect(poisoned.status).toBe(201);
      expect({}).not.toHaveProperty('polluted');
    });
  });

  describe('finds', () => {
    it('nobody who is not there: 200 and an empty list, as Entra and Okta ask before they create', async () => {
      for (const filter of ['userName eq "nobody@nowhere.example"', 'externalId eq "none"', 'emails[type eq "work"].value eq "n@n.example"', 'id eq "not-an-id"']) {
        expect(await find(filter)).toEqual({ schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [] });
      }
    });

    it('a user by every attribute an index serves, joined by and, or', async () => {
      const made = await create();
      const address = made.emails[0].value as string;
      for (const filter of [
        `USERNAME EQ "${made.userName.toUpperCase()}"`, `externalId eq "${made.externalId}"`, `id eq "${made.id}"`, `emails.value eq "${address}"`, `emails[type eq "work"].value eq "${address.toUpperCase()}"`,
        `emails[type eq "work" and value sw "${address.slice(0, 8)}"]`, `userName sw "${made.userName.slice(0, -3)}" and externalId eq "${made.externalId}"`, `(userName eq "nobody" or id eq "${made.id}")`,
        `emails.value eq "${address}" or userName eq "nobody" or (externalId eq "${made.externalId}" and emails.value sw "${address.slice(0, 8)}")`,
        `${CORE}:userName eq "${made.userName}"`, `${EXTENSION}:userId eq "${made.userName}"`, `userName eq "${made.userName}" and meta.lastModified ge "2020-01-01T00:00:00Z"`,
      ]) expect([filter, (await find(filter)).Resources.map(({ id }: { id: string }) => id)]).toEqual([filter, [made.id]]);
      expect((await find(`emails[type eq "home"].value eq "${address}"`)).totalResults).toBe(0);
      expect((await find(`externalId eq "${made.externalId.toUpperCase()}"`)).totalResults).toBe(0);
    });

    it('refuses a filter that cannot be read, or asks for what users do not have here', async () => {
      for (const filter of ['nickName eq "a"', 'userName eq', 'eq eq eq', 'meta.created gt "yesterday"', 'active gt true', 'name eq "a"', 'emails[nothing eq "a"]', 'userName[type eq "a"]', `userName eq "${'x'.repeat(2_000)}"`, Array(21).fill('userName eq "a"').join(' or ')]) {
        expectRefusal(await as().get('/scim/v2/Users').query({ filter }), 400, 'invalidFilter');
      }
    });

    it('by a search in the body, with only the attributes asked for', async () => {
      const made = await create();
      expect((await as().post('/scim/v2/.search').send({ filter: `id eq "${made.id}"`, count: 1 }).expect(200)).body.Resources).toHaveLength(1);
      expectRefusal(await as().post('/scim/v2/.search').send({ count: 'many' }), 400, 'invalidSyntax');
      const { body } = await as().post('/scim/v2/Users/.search').send({ schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], filter: `userName eq "${made.userName}"`, attributes: ['userName', 'NAME.familyName', `${EXTENSION}:status`] }).expect(200);
      expect(body.Resources).toEqual([{ schemas: expect.any(Array), id: made.id, userName: made.userName, name: { familyName: 'Díaz' }, [EXTENSION]: { status: 'pending_email_input' } }]);
      const { body: less } = await as().get(`/scim/v2/Users/${made.id}`).query({ excludedAttributes: 'emails,name.givenName,meta' }).expect(200);
      expect(less).toMatchObject({ id: made.id, name: { familyName: 'Díaz' } });
      expect(Object.keys(less)).not.toContain('emails');
      expect(less.name).not.toHaveProperty('givenName');
    });
  });

  describe('pages', () => {
    it('by number and by cursor: everybody once, with a total that does not lie', async () => {
      const other = await h.provider.newTemplate();
      const bearer = await newToken(other.id);
      const made: string[] = [];
      for (let i = 0; i < 5; i++) made.push((await as(bearer).post('/scim/v2/Users').send(user(name(), { [EXTENSION]: { spEnterpriseId: `SP1+${other.id}` } })).expect(201)).body.id);
      const byNumber = async (query: object) => (await as(bearer).get('/scim/v2/Users').query(query).expect(200)).body;
      expect(await byNumber({ startIndex: 1, count: 2 })).toMatchObject({ totalResults: 5, startIndex: 1, itemsPerPage: 2 });
      const numbered = await Promise.all([1, 3, 5, 7].map((startIndex) => byNumber({ startIndex, count: 2 })));
      expect(numbered.flatMap(({ Resources }) => Resources.map(({ id }: { id: string }) => id))).toEqual(made);
      expect(await byNumber({ count: 0 })).toMatchObject({ totalResults: 5, itemsPerPage: 0, Resources: [] });
      expect(await byNumber({ startIndex: -4, count: -1 })).toMatchObject({ totalResults: 5, startIndex: 1, itemsPerPage: 0 });

      const seen: string[] = [];
      let cursor: string | undefined = '';
      while (cursor !== undefined) {
        const page: { Resources: { id: string }[]; nextCursor?: string; totalResults: number; startIndex?: number } = await byNumber({ cursor, count: 2 });
        expect({ total: page.totalResults, start: page.startIndex }).toEqual({ total: 5, start: undefined });
        seen.push(...page.Resources.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(made);
      const { nextCursor } = await byNumber({ cursor: '', count: 1 });
      expectRefusal(await as().get('/scim/v2/Users').query({ cursor: nextCursor }), 400, 'invalidCursor');
      expectRefusal(await as(bearer).get('/scim/v2/Users').query({ cursor: nextCursor, filter: 'userName eq "a"' }), 400, 'invalidCursor');
      expectRefusal(await as(bearer).get('/scim/v2/Users').query({ cursor: `${nextCursor}x` }), 400, 'invalidCursor');
    });
  });

  describe('changes', () => {
    it('by PUT: what is left out goes, the identity stays, the record here follows', async () => {
      const made = await create(user(name(), { displayName: 'goes', [EXTENSION]: { mobile: '5550001' } }));
      const { body } = await as().put(`/scim/v2/Users/${made.id}`).send({ schemas: [CORE], id: made.id, userName: made.userName, externalId: made.externalId, name: { givenName: 'Bea', familyName: 'Ek' }, phoneNumbers: [{ value: '5559', type: 'work' }], active: true }).expect(200);
      expect(body).not.toHaveProperty('displayName');
      expect(body).not.toHaveProperty('emails');
      expect(await rowOf(h, await subscriberOf(made.id))).toMatchObject({ first_name: 'Bea', last_name: 'Ek', primary_phone_number: '5559', mobile_phone_number: null, user_id: made.userName });
      expectRefusal(await as().put(`/scim/v2/Users/${made.id}`).send({ displayName: 'no name' }), 400, 'invalidValue');
    });

    it('the login name, while the BroadWorks user stays who it is', async () => {
      const [made, other] = [await create(), await create()];
      const renamed = name();
      const { body } = await patch(made.id, { op: 'Replace', path: 'userName', value: renamed }).expect(200);
      expect({ userName: body.userName, userId: body[EXTENSION].userId }).toEqual({ userName: renamed, userId: made.userName });
      expectRefusal(await patch(made.id, { op: 'replace', path: 'userName', value: other.userName }), 409, 'uniqueness');
      expectRefusal(await patch(made.id, { op: 'replace', path: `${EXTENSION}:userId`, value: name() }), 400, 'mutability');
      expectRefusal(await patch(made.id, { op: 'replace', path: `${EXTENSION}:spEnterpriseId`, value: 'SP9' }), 400, 'mutability');
      expectRefusal(await patch(made.id, { op: 'replace', path: 'id', value: 'x' }), 400, 'mutability');
    });

    it('only the version that was read, when If-Match says so', async () => {
      const made = await create();
      const tag = (await as().get(`/scim/v2/Users/${made.id}`).expect(200)).headers['etag'] ?? '';
      const write = (value: string, ifMatch: string) => patch(made.id, { op: 'replace', path: 'displayName', value }).set('if-match', ifMatch);
      await write('one', tag).expect(200);
      expectRefusal(await write('two', tag), 412);
      await write('two', '*').expect(200);
      expectRefusal(await as().delete(`/scim/v2/Users/${made.id}`).set('if-match', tag), 412);
    });

    it('of a user with an account: the new values go downstream', async () => {
      const userName = name();
      const made = await create(user(userName));
      h.broadworks.addUser({ userId: userName, password: 'pw', firstName: 'Ana', lastName: 'Díaz', groupId: 'identity', serviceProvider: 'SP1', isEnterprise: false });
      const id = await subscriberOf(made.id);
      await proveAddress(h, h.provider, { id, userId: userName, spEnterpriseId: 'SP1+identity', template: h.provider.template }, `${unique('proven')}@example.com`);
      await untilStatus(h, id, 'provisioned');
      await patch(made.id, { op: 'replace', value: { 'name.familyName': 'Moved', [`${EXTENSION}:package`]: 'premium' } }).expect(200);
      await eventually(async () => (await rowOf(h, id))?.package === 'premium', 'the package downstream');
      expect(await rowOf(h, id)).toMatchObject({ status: 'provisioned', last_name: 'Moved' });
      expect((await operationsOf(h, id)).map(({ kind }) => kind)).toEqual(['provision', 'change_package']);

      await patch(made.id, { op: 'Replace', path: 'active', value: 'False' }).expect(200);
      await eventually(async () => (await rowOf(h, id)) === null, 'the account to go');
      const { body: off } = await as().get(`/scim/v2/Users/${made.id}`).expect(200);
      expect({ active: off.active, status: off[EXTENSION].status }).toEqual({ active: false, status: undefined });
      await patch(made.id, { op: 'replace', path: 'displayName', value: 'still off' }).expect(200);
      const { body: back } = await patch(made.id, { op: 'Add', value: { active: 'True' } }).expect(200);
      expect(back).toMatchObject({ id: made.id, active: true, [EXTENSION]: { status: 'pending_email_input' } });
    });
  });
});
