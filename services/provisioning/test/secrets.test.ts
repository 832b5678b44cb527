import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { codeFor, unique } from './factories.ts';
import { type Harness, PUBLIC_URL, startHarness } from './harness.ts';
import { untilStatus } from './journeys.ts';

/** Every secret that passes through a whole journey, and every line the processes write on the way, at the finest level. */
describe('secrets', () => {
  let h: Harness;
  const lines: string[] = [];
  const secrets: Record<string, string> = {};
  beforeAll(async () => {
    h = await startHarness({ logTo: (line) => lines.push(line) });
    await journey();
    // The worker writes its last lines after the answer.
    await new Promise((done) => setTimeout(done, 300));
  });
  afterAll(() => h.close());

  const cookieOf = (answer: supertest.Response) => String(answer.headers['set-cookie']).split(';')[0]?.split('=')[1] ?? '';
  const bodyOf = (answer: supertest.Response) => answer.body as Record<string, string>;

  async function journey(): Promise<void> {
    const origin = PUBLIC_URL;
    const [adminEmail, adminPassword] = [`${unique('boss')}@example.com`, 'correct-horse-battery'];
    const owner = await h.asOwner();
    await owner.post('/v1/admins').send({ email: adminEmail, name: 'Boss', role: 'owner', password: adminPassword }).expect(201);
    const signedIn = await supertest(h.url).post('/v1/session').set({ origin }).send({ email: adminEmail, password: adminPassword }).expect(200);
    await supertest(h.url).post('/v1/session').set({ origin }).send({ email: adminEmail, password: 'wrong-horse-battery' }).expect(401);
    const linkTo = async (address: string) => /#(\w+)/.exec((await h.mailbox.waitForMessage(address)).text)?.[1] ?? '';
    const invited = `${unique('invited')}@example.com`;
    await owner.post('/v1/admins').send({ email: invited, name: 'Invited', role: 'read_only' }).expect(201);
    const invitation = await linkTo(invited);
    await supertest(h.url).post('/v1/invitation/check').set({ origin }).send({ token: invitation }).expect(200);
    await supertest(h.url).post('/v1/invitation/accept').set({ origin }).send({ token: invitation, name: 'Invited', password: 'chosen-by-the-invited' }).expect(200);
    await supertest(h.url).post('/v1/password-reset').set({ origin }).send({ email: adminEmail }).expect(202);
    const reset = await linkTo(adminEmail);
    await supertest(h.url).post('/v1/password-reset/complete').set({ origin }).send({ token: reset, password: 'chosen-after-the-reset' }).expect(200);
    const made = await owner.post('/v1/templates').send({ name: unique('T'), clusterId: h.provider.cluster.id, connectorId: h.provider.connector.id, defaultPackage: 'basic', adapterAccount: 'bw', adapterPassword: 'adapter-pw-77' }).expect(201);
    const client = bodyOf(await owner.post('/v1/api-clients').send({ name: 'c', scopes: ['subscribers:read'] }).expect(201));
    const token = bodyOf(await supertest(h.url).post('/oauth/token').auth(client['id'] ?? client['clientId'] ?? '', client['clientSecret'] ?? '').type('form').send({ grant_type: 'client_credentials' }).expect(200));
    const connector = await owner.post('/v1/connectors').send({ name: unique('C'), kind: 'webex', baseUrl: h.webex.apiUrl, accessToken: 'connector-token-99' }).expect(201);
    await owner.post(`/v1/connectors/${connector.body.id}/check`).expect(200);

    const { bearerToken: scimToken } = bodyOf(await owner.post(`/v1/templates/${made.body.id}/scim/token`).send({ spEnterpriseId: unique('SP1+') }).expect(201));
    await supertest(h.url).post('/scim/v2/Users').auth(scimToken ?? '', { type: 'bearer' }).send({ userName: unique('scim'), password: 'password-over-scim' }).expect(201);
    await supertest(h.url).get('/scim/v2/Users').auth('vscim_guessed-token', { type: 'bearer' }).expect(401);
    const email = `${unique('secret')}@example.com`;
    const userId = `${unique('secret')}@sp.example`;
    h.broadworks.addUser({ userId, password: 'users-own-password', firstName: 'S', lastName: 'T', groupId: 'g', serviceProvider: 'SP1', isEnterprise: false });
    const path = new URL(made.body.adapter.url).pathname;
    const handOver = (password: string) => supertest(h.url).put(`${path}/users/${userId}`).auth('bw', password).send({ serviceProviderId: 'SP1', groupId: unique('g'), isEnterprise: false, firstName: 'S', lastName: 'T' });
    await handOver('guessed-adapter-pw').expect(401);
    const { subscriberId } = bodyOf(await handOver('adapter-pw-77').expect(202));
    const shareKey: string = made.body.shareLink.split('/').at(-1);
    const signIn = (password: string) => supertest(h.url).post(`/v1/activation/${shareKey}/session`).set({ origin }).send({ userId, password });
    await signIn('users-wrong-password').expect(401);
    const visit = await signIn('users-own-password').expect(200);
    const page = supertest.agent(h.url).set({ origin, cookie: String(visit.headers['set-cookie']).split(';')[0] ?? '' });
    await page.put('/v1/activation/session/email').send({ email }).expect(202);
    const code = await codeFor(h, email);
    const wrong = code === '918273' ? '918274' : '918273';
    await page.post('/v1/activation/session/email/verify').send({ code: wrong }).expect(400);
    await page.post('/v1/activation/session/email/verify').send({ code }).expect(202);
    await untilStatus(h, subscriberId ?? '', 'provisioned');
    await page.get(`/v1/activation/session?code=${code}&password=in-the-query`).expect(200);
    await supertest(h.url).get('/v1/subscribers?q=name-in-the-query').set('authorization', `Bearer ${token['access_token']}`).expect(200);
    await supertest(h.url).post('/v1/session').set({ origin, 'content-type': 'application/json' }).send('{"email":"x","password":"in-broken-json"').expect(400);

    Object.assign(secrets, { scimToken, guessedScimToken: 'vscim_guessed-token', scimPassword: 'password-over-scim' });
    Object.assign(secrets, {
      adminPassword, wrongAdminPassword: 'wrong-horse-battery', adminSession: cookieOf(signedIn), adapterPassword: 'adapter-pw-77', guessedAdapterPassword: 'guessed-adapter-pw',
      clientSecret: client['clientSecret'], accessToken: token['access_token'], connectorToken: 'connector-token-99', userPassword: 'users-own-password', wrongUserPassword: 'users-wrong-password',
      activationSession: cookieOf(visit), cursorKey: h.services.config.masterKey.toString('base64'), inQuery: 'in-the-query', inBrokenJson: 'in-broken-json', webexToken: h.webex.accessToken,
    });
    Object.assign(secrets, { code, wrongCode: wrong, invitation, reset, invitedPassword: 'chosen-by-the-invited', newPassword: 'chosen-after-the-reset' });
  }

  it('pass through a journey that is logged at all', () => {
    const text = lines.join('\n');
    expect(lines.filter((line) => line.includes('"statusCode"')).length).toBeGreaterThan(15);
    expect(text).toContain('/v1/activation/session/email/verify');
    expect(Object.values(secrets).every((secret) => typeof secret === 'string' && secret.length >= 6)).toBe(true);
  });

  it('appear in no line of any log', () => {
    // Six digits also turn up inside ids and times: a code counts where it stands alone.
    const leaks = Object.entries(secrets).flatMap(([name, secret]) => {
      const alone = new RegExp(`(?<![\\w.-])${secret.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`);
      return lines.filter((line) => (/code/i.test(name) ? alone.test(line) : line.includes(secret))).map((line) => `${name}: ${line.slice(0, 200)}`);
    });
    expect(leaks).toEqual([]);
  });

  it('stand in no query: no line holds one', () => {
    expect(lines.filter((line) => /"(path|url)":"[^"]*\?/.test(line))).toEqual([]);
  });

  it('rest in no column in the clear', async () => {
    const { rows: tables } = await h.pool.query<{ name: string }>(`select schemaname || '.' || tablename as name from pg_tables where schemaname in ('public', 'pgboss')`);
    const leaks: string[] = [];
    for (const { name } of tables) {
      const { rows } = await h.pool.query<{ text: string }>(`select t::text as text from ${name} t`);
      for (const [secretName, secret] of Object.entries(secrets)) {
        if (/code/i.test(secretName)) continue;
        if (rows.some(({ text }) => text.includes(secret))) leaks.push(`${secretName} in ${name}`);
      }
      const code = new RegExp(`(?<![\\w.-])${secrets['code']}(?![\\w-])`);
      if (rows.some(({ text }) => code.test(text))) leaks.push(`code in ${name}`);
    }
    expect(leaks).toEqual([]);
  });
});
