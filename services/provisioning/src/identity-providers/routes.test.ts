import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type IdentityProvider, startIdentityProvider } from '@vestibule/simulators/identity-provider';
import { createTestDatabase } from '../../test/database.ts';
import { unique } from '../../test/factories.ts';
import { type Agent, type Harness, PUBLIC_URL, startHarness } from '../../test/harness.ts';
import { expectProblem } from '../../test/journeys.ts';
import { Browser, comeBack, goThroughProvider } from '../../test/oidc-journey.ts';
import { environment, run, startApi } from '../../test/programs.ts';

// Whole processes are started here, which takes its time where many share two cores.
jest.setTimeout(120_000);

let h: Harness;
let owner: Agent;
let idp: IdentityProvider;
beforeAll(async () => {
  h = await startHarness({ worker: false, limits: { signInsPerNetworkPerMinute: 10_000 } });
  owner = await h.asOwner();
  idp = await startIdentityProvider({ redirectUris: [`${PUBLIC_URL}/v1/session/oidc/callback`] });
});
afterAll(async () => {
  await h?.close();
  await idp?.close();
});

const house = (more: object = {}) => ({ name: 'House', issuer: `https://id.example.com/${unique('i')}`, clientId: 'vestibule', clientSecret: 'a very secret secret', ...more });
const create = async (more: object = {}, as = owner) => (await as.post('/v1/identity-providers').send(house(more)).expect(201)).body;
const real = () => ({ issuer: idp.issuer, clientId: idp.clientId, clientSecret: idp.clientSecret, groupsClaim: 'groups', scopes: ['email', 'groups'], mappings: [{ group: 'bosses', role: 'owner', templateIds: null }] });

describe('identity providers', () => {
  it('are made with a key of their own, never show the secret, and keep it sealed', async () => {
    const made = await create({ mappings: [{ group: 'crew', role: 'operator', templateIds: [h.provider.template.id] }], allowedDomains: ['EXAMPLE.com'], defaultRole: 'read_only' });
    expect(made).toMatchObject({ name: 'House', enabled: true, defaultRole: 'read_only', allowedDomains: ['example.com'], signInLink: `${PUBLIC_URL}/admin/sign-in?sso=${made.key}`, version: 1 });
    expect(made.key).toMatch(/^[A-Za-z0-9]{22}$/);
    const [read, list] = [(await owner.get(`/v1/identity-providers/${made.id}`).expect(200)).body, (await owner.get('/v1/identity-providers').expect(200)).body];
    expect(read).toEqual(made);
    expect(list.items).toContainEqual(made);
    const { rows } = await h.pool.query('select t::text as text from identity_providers t union all select t::text from events t');
    for (const text of [JSON.stringify([made, list]), ...rows.map((row) => row.text as string)]) expect(text).not.toContain('a very secret secret');
  });

  it.each([
    ['an address in the clear', { issuer: 'http://id.example.com' }, '/issuer'],
    ['no address', { issuer: 'example' }, '/issuer'],
    ['the address of the document', { issuer: 'https://id.example.com/.well-known/openid-configuration' }, '/issuer'],
    ['an owner limited to templates', { mappings: [{ group: 'g', role: 'owner', templateIds: [] }] }, '/templateIds'],
    ['no domain', { allowedDomains: ['not a domain'] }, '/allowedDomains/0'],
    ['an unknown field', { password: 'x' }, '/password'],
  ])('answer 400 to %s', async (_what, more, pointer) => {
    expect((await owner.post('/v1/identity-providers').send(house(more))).body).toMatchObject({ status: 400, errors: [{ pointer }] });
  });

  it('answer 404 to a mapping onto a template of another provider, and 409 to an issuer that is there', async () => {
    expectProblem(await owner.post('/v1/identity-providers').send(house({ mappings: [{ group: 'g', role: 'operator', templateIds: [h.stranger.template.id] }] })), 404, 'template.not_found');
    const { issuer } = await create();
    expectProblem(await owner.post('/v1/identity-providers').send(house({ issuer })), 409, 'identity_provider.issuer_taken');
  });

  it('want the secret again when they move to another issuer', async () => {
    const { id } = await create();
    expect((await owner.patch(`/v1/identity-providers/${id}`).send({ issuer: 'https://evil.example' })).body).toMatchObject({ status: 400, errors: [{ pointer: '/clientSecret' }] });
    expect((await owner.patch(`/v1/identity-providers/${id}`).send({ name: 'Renamed' }).expect(200)).body).toMatchObject({ name: 'Renamed', version: 2 });
    await owner.delete(`/v1/identity-providers/${id}`).expect(204);
    for (const call of [owner.get, owner.delete]) expectProblem(await call.call(owner, `/v1/identity-providers/${id}`), 404, 'identity_provider.not_found');
  });

  it('are at most ten', async () => {
    const theirs = await h.stranger.asOwner();
    await Promise.all(Array.from({ length: 10 }, () => create({}, theirs)));
    expectProblem(await theirs.post('/v1/identity-providers').send(house()), 409, 'identity_provider.too_many');
  });

  it('are tested over the real connection: discovery, credentials, redirect address', async () => {
    const codes = async (more: object) => {
      const { id } = await create({ ...real(), ...more });
      const { body } = await owner.post(`/v1/identity-providers/${id}/check`).expect(200);
      await owner.delete(`/v1/identity-providers/${id}`).expect(204);
      return [body.ok, ...body.findings.map(({ code }: { code: string }) => code)];
    };
    expect(await codes({})).toEqual([true, 'issuer.reachable', 'client.accepted', 'redirect_uri.accepted']);
    expect(await codes({ clientSecret: 'wrong' })).toEqual([false, 'issuer.reachable', 'client.refused', 'redirect_uri.accepted']);
    expect(await codes({ clientId: 'nobody' })).toEqual([false, 'issuer.reachable', 'client.refused', 'redirect_uri.unclear']);
    expect(await codes({ issuer: 'http://127.0.0.1:1' })).toEqual([false, 'issuer.unreachable']);
    expect(await codes({ issuer: h.webex.url ?? h.broadworks.url })).toEqual([false, 'issuer.not_oidc']);
  });
});

describe('local accounts', () => {
  const off = (agent: Agent) => agent.patch('/v1/sign-in-settings').send({ localAccounts: false });
  const password = 'a long enough password';

  it('cannot be switched off before an owner came through an identity provider; then refuse every password, until switched on again', async () => {
    const provider = await create(real());
    expect((await owner.get('/v1/sign-in-settings').expect(200)).body).toEqual({ localAccounts: true, localAccountsCanBeOff: false, redirectUri: `${PUBLIC_URL}/v1/session/oidc/callback`, version: 1 });
    expectProblem(await off(owner), 409, 'sign_in.owner_needed');
    const local = `${unique('local')}@example.com`;
    await owner.post('/v1/admins').send({ email: local, name: 'Local', role: 'owner', password }).expect(201);
    const signedIn = h.asVisitor();
    await signedIn.post('/v1/session').send({ email: local, password }).expect(200);

    const subject = unique('boss');
    idp.know({ subject, email: `${subject}@example.com`, emailVerified: true, groups: ['bosses'] });
    const places = { api: h.url, publicUrl: PUBLIC_URL, idp };
    const browser = new Browser();
    expect((await comeBack(browser, places, await goThroughProvider(browser, places, provider.key, { subject }))).location).toBe('/admin/');
    expect((await off(owner).expect(200)).body).toMatchObject({ localAccounts: false, localAccountsCanBeOff: true });

    expectProblem(await h.asVisitor().post('/v1/session').send({ email: local, password }), 403, 'access.local_accounts_off');
    expectProblem(await h.asVisitor().post('/v1/session').send({ email: local, password: 'not the password' }), 401, 'access.sign_in_refused');
    expectProblem(await owner.post('/v1/admins').send({ email: `${unique('new')}@example.com`, name: 'New', role: 'read_only', password }), 403, 'access.local_accounts_off');
    expectProblem(await signedIn.post('/v1/profile/password').send({ currentPassword: password, password: 'another long enough one' }), 403, 'access.local_accounts_off');
    expect((await signedIn.get('/v1/session').expect(200)).body).toMatchObject({ admin: { hasPassword: true }, provider: { localAccounts: false } });
    const invited = `${unique('new')}@example.com`;
    await owner.post('/v1/admins').send({ email: invited, name: 'New', role: 'read_only' }).expect(201);
    const mailed = async (to: string) => (await h.pool.query('select kind from messages where to_address = $1', [to])).rows.map(({ kind }) => kind);
    expect(await mailed(invited)).toEqual(['admin_invitation']);
    await h.asVisitor().post('/v1/password-reset').send({ email: local }).expect(202);
    expect(await mailed(local)).toEqual([]);
    expect((await h.asVisitor().get(`/v1/session/options?sso=${provider.key}`)).body).toEqual({ needsSetup: false, localAccounts: false, providers: expect.arrayContaining([{ key: provider.key, name: 'House' }]) });
    await h.stranger.asOwner();

    expectProblem(await owner.delete(`/v1/identity-providers/${provider.id}`), 409, 'identity_provider.only_way_in');
    expectProblem(await owner.patch(`/v1/identity-providers/${provider.id}`).send({ enabled: false }), 409, 'identity_provider.only_way_in');
    await owner.patch(`/v1/identity-providers/${provider.id}`).send({ clientSecret: idp.clientSecret }).expect(200);
    const { rows } = await h.pool.query(`select data from events where type = 'sign_in.local_accounts_changed'`);
    expect(rows).toEqual([{ data: { changes: { localAccounts: { from: true, to: false } } } }]);
    await owner.patch('/v1/sign-in-settings').send({ localAccounts: true }).expect(200);
    await h.asVisitor().post('/v1/session').send({ email: local, password }).expect(200);
  });
});

describe('what the sign-in page may offer', () => {
  it('tells nothing about anybody where there are several providers, and only about its own with a key', async () => {
    const { key, name } = await create({ name: 'Ours only' });
    expect((await h.asVisitor().get('/v1/session/options').expect(200)).body).toEqual({ needsSetup: false, localAccounts: true, providers: [] });
    expect((await h.asVisitor().get('/v1/session/options?sso=guessed').expect(200)).body.providers).toEqual([]);
    const { body } = await h.asVisitor().get(`/v1/session/options?sso=${key}`).expect(200);
    expect(body.providers).toContainEqual({ key, name });
    expect(JSON.stringify(body)).not.toMatch(/issuer|clientId|https?:/);
  });

  it('says that nobody can sign in yet, and needs no key where there is one provider', async () => {
    const database = await createTestDatabase();
    const env = environment(database.url);
    const api = await startApi(env);
    const options = async () => (await fetch(`${api.url}/v1/session/options`)).json();
    expect(await options()).toEqual({ needsSetup: true, localAccounts: true, providers: [] });
    run('create-owner', env, ['--provider', 'Only', '--email', 'owner@example.com']);
    expect(await options()).toEqual({ needsSetup: false, localAccounts: true, providers: [] });
    await api.stop();
    await database.drop();
  });
});
