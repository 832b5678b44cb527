import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { unique } from '../../test/factories.ts';
import { type Harness, startHarness } from '../../test/harness.ts';
import { CORE, EXTENSION } from './attributes.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** The requests that identity systems and their public validators send, in their order and with their deviations. */
describe('identity systems find what they ask for', () => {
  let h: Harness;
  let token: string;
  beforeAll(async () => {
    h = await startHarness({ worker: false, limits: { scimCallsPerTemplatePerMinute: 10_000 } });
    const owner = await h.asOwner();
    token = (await owner.post(`/v1/templates/${h.provider.template.id}/scim/token`).send({}).expect(201)).body.bearerToken;
    await owner.patch(`/v1/templates/${h.provider.template.id}/scim`).send({ spEnterpriseId: 'SP1+all' }).expect(200);
  });
  afterAll(() => h.close());

  const as = (type = 'application/scim+json') => supertest.agent(h.url).set({ authorization: `Bearer ${token}`, 'content-type': type });
  const name = () => `${unique('scim')}@sp.example`;
  const get = async (path: string) => (await as().get(`/scim/v2${path}`).expect(200)).body;

  describe('about the server', () => {
    it('a configuration that says what there is and what not', async () => {
      const { headers, body } = await as().get('/scim/v2/ServiceProviderConfig').expect(200);
      expect(headers['content-type']).toBe('application/scim+json; charset=utf-8');
      expect(body).toMatchObject({ patch: { supported: true }, bulk: { supported: false }, filter: { supported: true, maxResults: 500 }, sort: { supported: true }, etag: { supported: true }, changePassword: { supported: false }, pagination: { cursor: true, index: true, defaultPaginationMethod: 'index' }, authenticationSchemes: [{ type: 'oauthbearertoken' }] });
    });

    it('one resource type with its extension, and schemas that describe every attribute that is answered', async () => {
      expect(await get('/ResourceTypes')).toMatchObject({ schemas: [LIST], totalResults: 1, Resources: [{ id: 'User', endpoint: '/Users', schema: CORE, schemaExtensions: [{ schema: EXTENSION, required: false }] }] });
      expect(await get('/ResourceTypes/User')).toMatchObject({ id: 'User' });
      const { Resources: schemas } = await get('/Schemas');
      expect(schemas.map(({ id }: { id: string }) => id)).toEqual([CORE, EXTENSION]);
      for (const id of [CORE, EXTENSION]) expect((await get(`/Schemas/${id}`)).meta.location).toBe(`http://vestibule.test/scim/v2/Schemas/${id}`);
      type Described = { name: string; type: string; mutability: string; returned: string; multiValued: boolean; required: boolean };
      const attributes = schemas.flatMap((schema: { attributes: Described[] }) => schema.attributes) as Described[];
      for (const attribute of attributes) expect(attribute).toMatchObject({ type: expect.any(String), mutability: expect.any(String), returned: 'default', multiValued: expect.any(Boolean), required: expect.any(Boolean) });
      const { body } = await as().post('/scim/v2/Users').send({ userName: name(), displayName: 'Ana Díaz', timezone: 'Europe/Zurich', preferredLanguage: 'de', emails: [{ value: 'a@b.example' }], phoneNumbers: [{ value: '1' }], name: { formatted: 'Ana Díaz' } }).expect(201);
      const answered = [...Object.keys(body), ...Object.keys(body[EXTENSION])].filter((key) => !['schemas', 'id', 'meta', EXTENSION].includes(key));
      expect(attributes.map((attribute) => attribute.name)).toEqual(expect.arrayContaining(answered));
    });

    it('no groups, no bulk, no "me", and nothing at other addresses: each in the standard\'s own words', async () => {
      expect(await get('/Groups?startIndex=1&count=100')).toEqual({ schemas: [LIST], totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [] });
      for (const [method, path, status] of [['get', '/Me', 501], ['post', '/Bulk', 501], ['post', '/Groups', 501], ['get', '/Groups/1', 404], ['get', '/Nothing', 404], ['get', '/Schemas/urn:none', 404], ['get', '/Users/1', 404], ['get', '', 404]] as const) {
        const answer = await as()[method](`/scim/v2${path}`).send(method === 'post' ? {} : undefined);
        expect([path, answer.status, answer.body]).toEqual([path, status, { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status), detail: expect.any(String) }]);
      }
    });

    it('both media types, in and out, and a body that is none', async () => {
      const json = await as('application/json').post('/scim/v2/Users').set('accept', 'application/json').send({ userName: name() }).expect(201);
      expect(json.headers['content-type']).toBe('application/json; charset=utf-8');
      const both = await as().get(`/scim/v2/Users/${json.body.id}`).set('accept', 'application/scim+json, application/json').expect(200);
      expect(both.headers['content-type']).toBe('application/scim+json; charset=utf-8');
      const form = await as('text/plain').post('/scim/v2/Users').send('userName=x');
      expect({ status: form.status, body: form.body.status }).toEqual({ status: 415, body: '415' });
      const gone = await as('application/json').delete(`/scim/v2/Users/${json.body.id}`).send('').expect(204);
      expect(gone.text).toBe('');
    });
  });

  it('Microsoft Entra: test connection, match, create, update, disable, restore, delete', async () => {
    // "Test connection" asks for somebody who cannot exist.
    expect((await get('/Users?filter=userName+eq+%22c7d1a3e2-0d7b-4a53-9a0e-000000000000%22&aadOptscim062020')).totalResults).toBe(0);
    const userName = name();
    const find = `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`;
    expect((await get(find)).Resources).toEqual([]);
    const created = await as().post('/scim/v2/Users').send({
      schemas: [CORE, ENTERPRISE, EXTENSION], externalId: 'mailNickname1', userName, active: true, addresses: [{ primary: false, type: 'work', country: 'CH' }], displayName: 'lennay', emails: [{ primary: true, type: 'work', value: 'l@corp.example' }],
      meta: { resourceType: 'User' }, name: { familyName: 'Brix', givenName: 'Lenny', formatted: 'Lenny Brix' }, phoneNumbers: [{ primary: true, type: 'mobile', value: '+41 79 000' }], preferredLanguage: 'de', roles: [], title: null, [ENTERPRISE]: { department: 'bob' }, [EXTENSION]: { spEnterpriseId: 'SP1+entra' },
    }).expect(201);
    const { id } = created.body;
    expect((await get(find))).toMatchObject({ totalResults: 1, Resources: [{ id, externalId: 'mailNickname1', active: true, emails: [{ primary: true, type: 'work', value: 'l@corp.example' }] }] });
    const patch = async (Operations: object[]) => (await as().patch(`/scim/v2/Users/${id}`).send({ schemas: [PATCH], Operations }).expect(200)).body;
    const changed = await patch([
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'updated@corp.example' }, { op: 'Replace', path: 'name.familyName', value: 'Updated' }, { op: 'Add', path: 'phoneNumbers[type eq "work"].value', value: '+41 44 111' },
      { op: 'Replace', path: `${ENTERPRISE}:department`, value: 'ignored' }, { op: 'Replace', path: 'addresses[type eq "work"].country', value: 'DE' }, { op: 'Add', path: `${EXTENSION}:extension`, value: '4711' },
    ]);
    expect(changed).toMatchObject({ name: { familyName: 'Updated', givenName: 'Lenny' }, emails: [{ value: 'updated@corp.example', type: 'work' }], phoneNumbers: [{ type: 'mobile' }, { type: 'work', value: '+41 44 111' }], [EXTENSION]: { extension: '4711', spEnterpriseId: 'SP1+entra' } });
    expect(await patch([{ op: 'Replace', path: 'active', value: 'False' }])).toMatchObject({ active: false });
    // The validator asks a disabled user for `active`, by id and by filter.
    expect((await get(`/Users/${id}`)).active).toBe(false);
    expect((await get(find)).Resources[0].active).toBe(false);
    expect(await patch([{ op: 'Replace', value: { active: 'True', 'name.givenName': 'Back' } }])).toMatchObject({ id, active: true, name: { givenName: 'Back' } });
    expect((await get('/Groups?excludedAttributes=members&filter=displayName+eq+%22x%22')).totalResults).toBe(0);
    await as().delete(`/scim/v2/Users/${id}`).expect(204);
    await as().delete(`/scim/v2/Users/${id}`).expect(404);
    expect((await get(find)).totalResults).toBe(0);
  });

  it('Okta: its specification test, PUT for a profile, PATCH without a path to deactivate, PUT to bring back', async () => {
    expect(await get('/Users?startIndex=1&count=2')).toMatchObject({ schemas: [LIST], startIndex: 1, itemsPerPage: expect.any(Number), totalResults: expect.any(Number) });
    const userName = name();
    const find = `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}&startIndex=1&count=100`;
    expect(await get(find)).toMatchObject({ totalResults: 0, Resources: [] });
    const profile = { schemas: [CORE], userName, name: { givenName: 'Okta', familyName: 'Spec' }, emails: [{ primary: true, value: 'okta@corp.example', type: 'work' }], displayName: 'Okta Spec', locale: 'en-US', externalId: unique('00u'), groups: [], password: 'never kept', active: true };
    const { body: created } = await as().post('/scim/v2/Users').send(profile).expect(201);
    expect(JSON.stringify(created)).not.toContain('never kept');
    expect(created).toMatchObject({ id: expect.any(String), schemas: expect.arrayContaining([CORE]), active: true, userName, name: profile.name, emails: profile.emails });
    const again = await as().post('/scim/v2/Users').send(profile).expect(409);
    expect(again.body).toMatchObject({ scimType: 'uniqueness', status: '409' });
    expect((await as().get('/scim/v2/Users/010101001010101011001010101011').expect(404)).body).toMatchObject({ detail: expect.any(String) });
    const { body: replaced } = await as().put(`/scim/v2/Users/${created.id}`).send({ ...profile, id: created.id, name: { givenName: 'Another', familyName: 'Name' }, meta: { resourceType: 'User' } }).expect(200);
    expect(replaced).toMatchObject({ id: created.id, name: { givenName: 'Another', familyName: 'Name' } });
    const { body: off } = await as().patch(`/scim/v2/Users/${created.id}`).send({ schemas: [PATCH], Operations: [{ op: 'replace', value: { active: false } }] }).expect(200);
    expect(off.active).toBe(false);
    expect((await get(find)).Resources[0]).toMatchObject({ id: created.id, active: false });
    const { body: on } = await as().put(`/scim/v2/Users/${created.id}`).send({ ...profile, id: created.id }).expect(200);
    expect(on).toMatchObject({ active: true, [EXTENSION]: { status: 'pending_email_input' } });
  });

  describe('request by request', () => {
    let made: { id: string; userName: string; externalId: string; address: string };
    beforeAll(async () => {
      const [userName, externalId, address] = [`Ana.${unique('Case')}+vip@SP.example`, unique('Ext'), `${unique('W')}@Corp.example`];
      const { body } = await as().post('/scim/v2/Users').send({ schemas: [CORE, ENTERPRISE], externalId, userName, active: true, displayName: 'Ana "La Jefa" O\'Neill', name: { givenName: 'Ana', familyName: 'O\'Neill' }, emails: [{ primary: true, type: 'work', value: address }], [ENTERPRISE]: { department: 'R&D', manager: { value: 'm-1' } } }).expect(201);
      made = { id: body.id, userName, externalId, address };
    });
    const address = (path: string, query: Record<string, string> = {}) => `/scim/v2${path}${Object.keys(query).length > 0 ? `?${new URLSearchParams(query)}` : ''}`;

    it.each<[string, () => string]>([
      ['the name in small letters', () => `userName eq "${made.userName.toLowerCase()}"`],
      ['the name in capitals, the verb too', () => `USERNAME Eq "${made.userName.toUpperCase()}"`],
      ['with more spaces than needed', () => `  userName   eq "${made.userName}" `],
      ['by the id of the directory', () => `externalId eq "${made.externalId}"`],
      ['by the address for work', () => `emails[type eq "work"].value eq "${made.address}"`],
      ['by the address with what it is in words', () => `emails[primary eq "True" and type eq "Work"].value eq "${made.address}"`],
      ['by a name with quotes', () => `displayName eq "Ana \\"La Jefa\\" O'Neill" and externalId eq "${made.externalId}"`],
      ['who is active, in words', () => `active eq "True" and userName eq "${made.userName}"`],
      ['by two marks, as a validator joins them', () => `userName eq "${made.userName}" and externalId eq "${made.externalId}"`],
    ])('a filter finds the user: %s', async (_what, filter) => {
      const { body } = await as().get(address('/Users', { filter: filter(), startIndex: '1', count: '100' })).expect(200);
      expect({ total: body.totalResults, ids: body.Resources.map(({ id }: { id: string }) => id) }).toEqual({ total: 1, ids: [made.id] });
    });

    it.each<[string, Record<string, string>, object]>([
      ['nobody of that name', { filter: 'userName eq "nobody here@sp.example"' }, { totalResults: 0, itemsPerPage: 0, Resources: [] }],
      ['an empty name', { filter: 'userName eq ""' }, { totalResults: 0, Resources: [] }],
      ['only the number', { count: '0', filter: 'externalId eq "none"' }, { totalResults: 0, itemsPerPage: 0, Resources: [] }],
      ['a page beyond the end', { startIndex: '100000', count: '10' }, { startIndex: 100_000, itemsPerPage: 0, Resources: [] }],
      ['a page before the first', { startIndex: '0', count: '1' }, { startIndex: 1, itemsPerPage: 1 }],
      ['parameters nobody knows', { aadOptscim062020: '', count: '1' }, { itemsPerPage: 1 }],
    ])('a list answers 200: %s', async (_what, query, expected) => {
      expect((await as().get(address('/Users', query)).expect(200)).body).toMatchObject({ schemas: [LIST], ...expected });
    });

    it.each<[string, string, Record<string, string>, number, string | undefined]>([
      ['no quotes around the value', '/Users', { filter: 'userName eq ana' }, 400, 'invalidFilter'],
      ['a sign for a verb', '/Users', { filter: 'userName = "ana"' }, 400, 'invalidFilter'],
      ['an attribute of the enterprise extension', '/Users', { filter: `${ENTERPRISE}:department eq "R&D"` }, 400, 'invalidFilter'],
      ['a page size in words', '/Users', { count: 'all' }, 400, 'invalidValue'],
      ['an id that never was', '/Users/01890000-0000-7000-8000-00000000dead', {}, 404, undefined],
      ['an id of another form', '/Users/abf4dd94a4c04f6789c976b03340cb9b', {}, 404, undefined],
    ])('a wrong call is told in the form of the standard: %s', async (_what, path, query, status, scimType) => {
      const answer = await as().get(address(path, query));
      expect({ status: answer.status, type: answer.headers['content-type'], body: answer.body }).toEqual({
        status, type: 'application/scim+json; charset=utf-8', body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status), ...(scimType && { scimType }), detail: expect.any(String) },
      });
    });

    it('who was never there can be neither replaced, nor changed, nor deleted', async () => {
      const nobody = '/scim/v2/Users/01890000-0000-7000-8000-00000000dead';
      for (const call of [as().put(nobody).send({ schemas: [CORE], userName: name() }), as().patch(nobody).send({ schemas: [PATCH], Operations: [{ op: 'replace', value: { active: false } }] }), as().delete(nobody)]) expect((await call.expect(404)).body.status).toBe('404');
    });

    it.each<[string, object[], object]>([
      ['the manager, who is nobody here', [{ op: 'Add', path: `${ENTERPRISE}:manager`, value: 'm-2' }], {}],
      ['the manager as an entry', [{ op: 'Replace', path: `${ENTERPRISE}:manager`, value: [{ $ref: '../Users/m-2', value: 'm-2' }] }], {}],
      ['the whole enterprise extension without a path', [{ op: 'add', value: { [ENTERPRISE]: { department: 'Sales', manager: { value: 'm-3' } } } }], {}],
      ['a role with a mark in words', [{ op: 'Add', path: 'roles[primary eq "True"].value', value: 'admin' }], {}],
      ['the password', [{ op: 'replace', value: { password: 'never kept' } }], {}],
      ['the primary address, marked in words', [{ op: 'Replace', path: 'emails[primary eq "True"].value', value: 'first@corp.example' }], { emails: [{ value: 'first@corp.example', type: 'work', primary: true }] }],
      ['a name in the form of older jobs', [{ op: 'Replace', path: 'displayName', value: [{ $ref: null, value: 'In a list' }] }], { displayName: 'In a list' }],
      ['switched off in the form of older jobs', [{ op: 'Replace', path: 'active', value: [{ $ref: null, value: 'False' }] }], { active: false }],
      ['switched on again, with what changed meanwhile', [{ op: 'Replace', path: 'active', value: 'True' }, { op: 'Add', path: 'phoneNumbers[type eq "work"].value', value: '+41 44 1' }, { op: 'Replace', path: 'name.familyName', value: 'Meanwhile' }], { active: true, phoneNumbers: [{ type: 'work', value: '+41 44 1' }], name: { givenName: 'Ana', familyName: 'Meanwhile' } }],
      ['an address taken away', [{ op: 'Remove', path: 'emails[type eq "work"].value' }], { emails: undefined }],
      ['an address that is not there yet', [{ op: 'Add', path: 'emails[type eq "work"].value', value: 'again@corp.example' }], { emails: [{ value: 'again@corp.example', type: 'work' }] }],
      ['the whole user, with what only we write', [{ op: 'replace', value: { id: 'theirs', meta: { resourceType: 'User' }, schemas: [CORE], active: true, displayName: 'Whole' } }], { active: true, displayName: 'Whole' }],
      ['a text emptied', [{ op: 'Replace', path: 'displayName', value: '' }], { displayName: undefined }],
    ])('a change is answered with 200 and the user: %s', async (_what, Operations, expected) => {
      const { body } = await as('application/scim+json; charset=utf-8').patch(`/scim/v2/Users/${made.id}`).set('accept', '*/*').send({ schemas: [PATCH], Operations }).expect(200);
      const shown = Object.fromEntries(Object.keys(expected).map((key) => [key, body[key]]));
      expect({ id: body.id, ...shown }).toEqual({ id: made.id, ...expected });
      expect(JSON.stringify(body)).not.toMatch(/never kept|m-[123]|Sales/);
      expect((await as().get(`/scim/v2/Users/${made.id}`).expect(200)).body).toEqual(body);
    });

    it('whose name changed is found by the new one only, in any case', async () => {
      const renamed = name();
      await as().patch(`/scim/v2/Users/${made.id}`).send({ schemas: [PATCH], Operations: [{ op: 'Replace', path: 'userName', value: renamed }] }).expect(200);
      const found = async (userName: string) => (await get(`/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`)).Resources.map(({ id }: { id: string }) => id);
      expect([await found(renamed.toUpperCase()), await found(made.userName)]).toEqual([[made.id], []]);
      await as().patch(`/scim/v2/Users/${made.id}`).send({ schemas: [PATCH], Operations: [{ op: 'Replace', path: 'userName', value: renamed.toUpperCase() }] }).expect(200);
      expect(await found(renamed)).toEqual([made.id]);
    });

    it('the token alone in the header, and slashes too many in the address, are understood', async () => {
      const { body } = await supertest(h.url).get('/scim/v2//Users/?count=0&filter=userName+eq+%22a//b/%22').set('authorization', token).expect(200);
      expect(body).toMatchObject({ schemas: [LIST], totalResults: 0 });
      await as().get(`/scim/v2/Users/${made.id}/`).expect(200);
      await supertest(h.url).get('/v1//templates').expect(404);
    });
  });

  it('Okta, where everything goes by PUT: a profile as it was read, switched off with all its values, and brought back', async () => {
    const userName = name();
    const { body: created } = await as().post('/scim/v2/Users').send({ schemas: [CORE], userName, externalId: unique('00u'), name: { givenName: 'Put', familyName: 'Only' }, emails: [{ primary: true, value: 'put@corp.example', type: 'work', display: 'put@corp.example' }], active: true }).expect(201);
    const subscriber = created[EXTENSION].subscriberId;
    const put = async (change: object) => {
      const { body: read } = await as().get(`/scim/v2/Users/${created.id}`).expect(200);
      return (await as().put(`/scim/v2/Users/${created.id}`).send({ ...read, groups: [], name: { ...read.name, middleName: '' }, ...change }).expect(200)).body;
    };
    expect(await put({ name: { givenName: 'Other', middleName: '', familyName: 'Only' } })).toMatchObject({ id: created.id, name: { givenName: 'Other', familyName: 'Only' }, [EXTENSION]: { subscriberId: subscriber } });
    for (const _again of [1, 2]) {
      const off = await put({ active: false });
      expect({ id: off.id, active: off.active, status: off[EXTENSION].status, emails: off.emails }).toEqual({ id: created.id, active: false, status: undefined, emails: created.emails });
    }
    const { rows } = await h.pool.query('select 1 from subscribers where id = $1', [subscriber]);
    expect(rows).toEqual([]);
    // What was read while the user was off is sent back with nothing else changed.
    expect(await put({ active: true })).toMatchObject({ id: created.id, active: true, userName, [EXTENSION]: { status: 'pending_email_input', userId: created[EXTENSION].userId } });
  });

  it('whoever reads page by page until totalResults reads everybody, beyond the number that is counted to', async () => {
    const many = await h.provider.newTemplate();
    const owner = await h.asOwner();
    const { bearerToken } = (await owner.post(`/v1/templates/${many.id}/scim/token`).send({}).expect(201)).body;
    await h.pool.query(
      `insert into scim_users (provider_id, id, template_id, user_name, user_id, sp_enterprise_id, document, owned, active, created_at, updated_at)
       select $1, ('01890000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, $2, 'u' || n, 'u' || n, 'SP', jsonb_build_object('userName', 'u' || n), '[]', false, now(), now() from generate_series(1, 10020) n`,
      [h.provider.id, many.id],
    );
    const page = async (startIndex: number, count = 500) => (await supertest(h.url).get('/scim/v2/Users').set('authorization', `Bearer ${bearerToken}`).query({ startIndex, count, attributes: 'id' }).expect(200)).body;
    expect((await page(1, 2)).totalResults).toBe(10_001);
    const seen = new Set<string>();
    let [next, total] = [9_501, 10_001];
    while (next <= total) {
      const { Resources, totalResults, itemsPerPage } = await page(next);
      for (const { id } of Resources) seen.add(id);
      [next, total] = [next + itemsPerPage, totalResults];
    }
    expect({ seen: seen.size, total }).toEqual({ seen: 520, total: 10_020 });
  });
});
