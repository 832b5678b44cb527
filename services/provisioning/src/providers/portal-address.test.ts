import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { svgLogo } from '../../test/foreign-world.ts';
import { type Agent, type Harness, PUBLIC_URL, startHarness } from '../../test/harness.ts';
import { expectProblem } from '../../test/journeys.ts';
import { codeFor } from '../../test/factories.ts';
import { originOfHost, portalOriginFrom } from './portal-address.ts';

const ORIGIN = 'https://activate.ours.example';
const HOST = 'activate.ours.example';

describe('an address of the portal', () => {
  it.each([
    ['https://activate.example.com', 'https://activate.example.com'],
    [' https://Activate.Example.COM/ ', 'https://activate.example.com'],
    ['https://activate.example.com:443', 'https://activate.example.com'],
    ['https://activate.example.com:8443', 'https://activate.example.com:8443'],
    ['https://ünïcode.example', 'https://xn--ncode-7ra8j.example'],
    ['http://portal.localhost:3000', 'http://portal.localhost:3000'],
  ])('is taken: %s', (address, origin) => {
    const taken = portalOriginFrom(address, PUBLIC_URL);
    if (!address.includes('ü')) expect(taken).toBe(origin);
    expect(originOfHost(new URL(taken).host)).toBe(taken);
  });

  it.each(['', 'activate.example.com', 'http://activate.example.com', 'https://activate', 'https://10.0.0.1', 'https://[::1]', 'https://*.example.com', 'https://a.example/path', 'https://a.example/?q', 'https://a.example/#x', 'https://me@a.example', 'https://a_b.example', 'ftp://a.example', 'javascript:alert(1)', 'https://VESTIBULE.test'])('is refused: %s', (address) => {
    expect(() => portalOriginFrom(address, PUBLIC_URL)).toThrow(expect.objectContaining({ code: 'request.invalid', facts: { errors: [expect.objectContaining({ pointer: '/address' })] } }));
  });

  it.each([['ACTIVATE.ours.example.', ORIGIN], [`${HOST}:443`, ORIGIN], ['127.0.0.1:80', null], ['api', null], ['', null], [undefined, null], ['a b', null], ['x@y.example', 'https://y.example']])('is found by the host %j as a browser may send it', (host, origin) => {
    expect(originOfHost(host)).toBe(origin);
  });
});

describe('a provider\'s own address', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness();
    owner = await h.asOwner();
  });
  afterAll(() => h.close());

  const at = (host: string) => supertest.agent(h.url).set('host', host).set('origin', `https://${host}`);
  const set = (address: string | null, agent: Agent = owner) => agent.patch('/v1/portal-address').send({ address });

  it('is set by an owner, told, recorded once, and given back', async () => {
    expect((await owner.get('/v1/portal-address').expect(200)).body).toEqual({ address: null, sharedAddress: PUBLIC_URL, version: 1 });
    for (let time = 0; time < 2; time += 1) expect((await set(`${ORIGIN}/`).expect(200)).body).toEqual({ address: ORIGIN, sharedAddress: PUBLIC_URL, version: 2 });
    const { rows } = await h.pool.query(`select data from events where type = 'provider.portal_address_changed' and provider_id = $1`, [h.provider.id]);
    expect(rows).toEqual([{ data: { changes: { portalAddress: { from: null, to: ORIGIN } } } }]);
    expectProblem(await set('https://activate.ours.example/path'), 400, 'request.invalid');
    expectProblem(await set(PUBLIC_URL), 400, 'request.invalid');
    expectProblem(await set(ORIGIN, await h.provider.asAdmin('admin')), 403, 'access.forbidden');
    expectProblem(await set(ORIGIN, h.asVisitor()), 401, 'access.signed_out');
  });

  it('belongs to one provider: of several who want a host at once one gets it, and it is free when given up', async () => {
    const stranger = await h.stranger.asOwner();
    expectProblem(await set(ORIGIN, stranger), 409, 'portal_address.taken');
    expect((await stranger.get('/v1/portal-address')).body.address).toBeNull();
    await set(null).expect(200);
    const raced = await Promise.all([set('https://raced.example'), set('https://raced.example', stranger)]);
    expect(raced.map(({ status }) => status).sort()).toEqual([200, 409]);
    await Promise.all([set(ORIGIN).expect(200), set(null, stranger).expect(200)]);
    expectProblem(await at('raced.example').post('/v1/session').send({}), 403, 'access.cross_site');
  });

  it('is what the share link, its check, mails and previews name, at once', async () => {
    const { template } = h.provider;
    const { body } = await owner.get(`/v1/templates/${template.id}`).expect(200);
    expect(body.shareLink).toBe(`${ORIGIN}/activate/${template.shareKey}`);
    expect(body.adapter.url).toMatch(new RegExp(`^${PUBLIC_URL}/`));
    expect((await owner.get('/v1/templates')).body.items[0].shareLink).toMatch(new RegExp(`^${ORIGIN}/`));
    expect((await owner.post(`/v1/templates/${template.id}/preview`).send({ message: 'verification_code', language: 'en' })).body.text).toContain(`${ORIGIN}/activate/`);
    const page = await h.provider.asSubscriber(await h.provider.handOver());
    await page.put('/v1/activation/session/email').send({ email: 'own@example.com' }).expect(202);
    expect((await h.mailbox.waitForMessage('own@example.com')).text).toContain(`${ORIGIN}/activate/${template.shareKey}#code=`);
    await set(null).expect(200);
    expect((await owner.get(`/v1/templates/${template.id}`)).body.shareLink).toBe(`${PUBLIC_URL}/activate/${template.shareKey}`);
    await set(ORIGIN).expect(200);
  });

  it('carries a person through, with a cookie of that host alone', async () => {
    const user = await h.provider.handOver();
    const page = at(HOST);
    const { headers } = await page.post(`/v1/activation/${user.template.shareKey}/session`).send({ userId: user.userId, password: 'pw' }).expect(200);
    expect(headers['set-cookie']?.[0]).toMatch(/^vestibule_activation=\S+; Path=\/; .*HttpOnly; SameSite=Lax$/);
    expect(headers['set-cookie']?.[0]).not.toMatch(/domain/i);
    const cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const put = (email: string, origin: string) => supertest(h.url).put('/v1/activation/session/email').set({ host: HOST, cookie, origin }).send({ email });
    await put('through@example.com', ORIGIN).expect(202);
    const code = await codeFor(h, 'through@example.com');
    await supertest(h.url).post('/v1/activation/session/email/verify').set({ host: HOST, cookie, origin: ORIGIN }).send({ code }).expect(202);
    for (const origin of [PUBLIC_URL, 'https://evil.example', 'http://activate.ours.example', `${ORIGIN}:8443`, 'null']) expectProblem(await put('x@example.com', origin), 403, 'access.cross_site');
    // And the other way round: a page of the own host asks nothing of the shared one.
    expectProblem(await supertest(h.url).put('/v1/activation/session/email').set({ cookie, origin: ORIGIN }).send({ email: 'x@example.com' }), 403, 'access.cross_site');
  });

  it('knows nothing of another provider: no share link, no visit, no logo', async () => {
    const theirs = await h.stranger.handOver();
    const { shareKey } = theirs.template;
    expectProblem(await at(HOST).get(`/v1/activation/${shareKey}`), 404, 'activation.link_unknown');
    expectProblem(await at(HOST).post(`/v1/activation/${shareKey}/session`).send({ userId: theirs.userId, password: 'pw' }), 404, 'activation.link_unknown');
    await h.asVisitor().get(`/v1/activation/${shareKey}`).expect(200);
    const visit = await h.asVisitor().post(`/v1/activation/${shareKey}/session`).send({ userId: theirs.userId, password: 'pw' }).expect(200);
    const cookie = visit.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    expectProblem(await supertest(h.url).get('/v1/activation/session').set({ host: HOST, cookie }), 401, 'activation.session_expired');
    await supertest(h.url).get('/v1/activation/session').set({ cookie }).expect(200);
    const { body } = await (await h.stranger.asOwner()).put(`/v1/templates/${h.stranger.template.id}/logo`).send({ data: svgLogo() }).expect(200);
    expectProblem(await supertest(h.url).get(body.look.logoUrl).set('host', HOST), 404, 'request.not_found');
    await supertest(h.url).get(body.look.logoUrl).expect(200);
  });

  it.each(['/', '/admin/', '/admin/sign-in', '/docs', '/openapi.yaml', '/livez', '/v1/session', '/v1/templates', '/v1/subscribers', '/v1/broadworks/subscribers', '/ACTIVATE/../v1/templates', '/activate/../v1/templates', '//v1/templates'])('serves nothing but the portal: %s is not there, however the host is written', async (path) => {
    for (const host of [HOST, 'Activate.OURS.example', `${HOST}.`, `${HOST}:443`]) expect((await owner.get(path).set('host', host)).status).toBe(404);
  });

  it('is decided by the Host header alone', async () => {
    await supertest(h.url).get('/v1/session/options').set('x-forwarded-host', HOST).expect(200);
    expectProblem(await at(HOST).post('/v1/mail-blocks').send({}), 400, 'request.invalid');
    expectProblem(await supertest(h.url).get('/v1/session/options').set({ host: HOST, 'x-forwarded-host': 'vestibule.test' }), 404, 'request.not_found');
    expect(await supertest(h.url).post('/oauth/token').set('host', HOST).type('form').send({ grant_type: 'client_credentials' })).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });

  it.each([
    ['portal', 'share_link.ok', 'ok'],
    ['other_page', 'share_link.own_elsewhere', 'problem'],
    ['unreachable', 'share_link.own_unreachable', 'problem'],
  ] as const)('that answers as %s is reported as %s', async (answer, code, severity) => {
    const opened: unknown[] = [];
    h.services.portal.open = async (link, options) => (opened.push([new URL(link).origin, options.allowPrivate]), answer);
    const { body } = await owner.post(`/v1/templates/${h.provider.template.id}/check`).send({ parts: ['share_link'] }).expect(200);
    expect(body.findings.find((one: { code: string }) => one.code.startsWith('share_link.'))).toMatchObject({ code, severity, owner: 'you', detail: ORIGIN });
    expect(opened).toEqual([[ORIGIN, true]]);
  });
});
