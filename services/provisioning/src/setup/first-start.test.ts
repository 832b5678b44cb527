import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase } from '../../test/database.ts';
import { eventually } from '../../test/harness.ts';
import { environment, type RunningApi, run, startApi } from '../../test/programs.ts';

// Whole processes are started here, which takes its time where many share two cores.
jest.setTimeout(120_000);

/** Real api processes over an empty database, as on the first day of a deployment. */
describe('the first start', () => {
  const PUBLIC_URL = 'https://vestibule.test';
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let env: Record<string, string>;
  let pool: pg.Pool;
  const apis: RunningApi[] = [];
  const start = async (more: Record<string, string> = {}) => {
    const api = await startApi({ ...env, ...more });
    apis.push(api);
    return api;
  };
  beforeAll(async () => {
    database = await createTestDatabase();
    env = environment(database.url, { PUBLIC_URL, LOG_LEVEL: 'silent' });
    pool = new pg.Pool({ connectionString: database.url });
  });
  afterAll(async () => {
    await Promise.all(apis.map((api) => api.stop()));
    await pool.end();
    await database.drop();
  });

  const linksIn = (api: RunningApi) => [...api.output().matchAll(/https:\/\/vestibule\.test\/admin\/setup#(\w+)/g)].map(([, token = '']) => token);
  const linkIn = (api: RunningApi) => eventually(async () => linksIn(api)[0], 'the link in the log');
  const post = async (api: RunningApi, path: string, body: object) => {
    const answer = await fetch(`${api.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', origin: PUBLIC_URL }, body: JSON.stringify(body) });
    const text = await answer.text();
    return { status: answer.status, body: JSON.parse(text) as Record<string, unknown>, cookie: answer.headers.get('set-cookie') ?? '' };
  };
  const setup = (token: string, more: object = {}) => ({ token, providerName: 'Example Telecom', name: 'Olga Owner', email: 'olga@example.com', password: 'a long enough password', ...more });
  const count = async (table: string) => Number((await pool.query(`select count(*) from ${table}`)).rows[0].count);

  it('prints one link per process even when its log is silent, keeps only its hash, and all of them work', async () => {
    const both = await Promise.all([start(), start()]);
    await Promise.all(both.map(linkIn));
    const tokens = both.map((api) => linksIn(api));
    expect(tokens.map((links) => links.length)).toEqual([1, 1]);
    const [[first = ''] = [], [second = ''] = []] = tokens;
    expect(first).toMatch(/^[A-Za-z0-9]{22}$/);
    expect(second).not.toBe(first);
    const { rows } = await pool.query(`select kind, encode(key_hash, 'escape') as hash, expires_at - now() as left from access_keys`);
    expect(rows.map(({ kind }) => kind)).toEqual(['setup', 'setup']);
    expect(JSON.stringify(rows)).not.toContain(first);
    for (const token of [first, second]) for (const api of both) expect((await post(api, '/v1/setup/check', { token })).status).toBe(200);
  });

  it('answers 404 to a wrong token and to one that is too old, and 400 to a weak password, and makes nothing', async () => {
    const [api] = apis;
    if (!api) throw new Error('no api');
    const token = await linkIn(api);
    expect((await post(api, '/v1/setup', setup('x'.repeat(22)))).body).toMatchObject({ status: 404, code: 'setup.link_unknown' });
    expect((await post(api, '/v1/setup', setup(token, { password: 'short' }))).body).toMatchObject({ status: 400, code: 'request.invalid' });
    const third = await start();
    const old = await linkIn(third);
    await pool.query(`update access_keys set expires_at = now() - interval '1 second' where kind = 'setup' and expires_at = (select max(expires_at) from access_keys)`);
    expect((await post(api, '/v1/setup/check', { token: old })).body).toMatchObject({ status: 404, code: 'setup.link_unknown' });
    expect([await count('providers'), await count('admins')]).toEqual([0, 0]);
  });

  it('lets one of twenty win, over two processes and two links, and answers 410 to the others and for good', async () => {
    const [one, two] = apis;
    if (!one || !two) throw new Error('no api');
    const links = [await linkIn(one), await linkIn(two)];
    const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => post(at % 2 ? one : two, '/v1/setup', setup(links[at % 4 < 2 ? 0 : 1] ?? 'none', { email: `owner${at}@example.com`, providerName: `Provider ${at}` }))));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body['code'] === 'setup.done')).toHaveLength(19);
    expect([await count('providers'), await count('admins'), await count('admin_sessions')]).toEqual([1, 1, 1]);
    expect((await pool.query(`select 1 from access_keys where kind = 'setup'`)).rows).toEqual([]);

    const winner = answers.find(({ status }) => status === 201);
    expect(winner?.body).toMatchObject({ admin: { role: 'owner', name: 'Olga Owner' }, provider: { name: expect.stringMatching(/^Provider \d+$/) } });
    expect(winner?.cookie).toMatch(/^__Host-vestibule_session=vss_/);
    const { rows } = await pool.query(`select actor_name as name, type from events order by id`);
    expect(rows).toEqual([{ name: 'setup', type: 'admin.invited' }, { name: 'Olga Owner', type: 'admin.signed_in' }]);
    for (const token of [...links, 'anything']) for (const path of ['/v1/setup', '/v1/setup/check']) expect((await post(one, path, path.endsWith('check') ? { token } : setup(token))).body).toMatchObject({ status: 410, code: 'setup.done' });
  });

  it('prints nothing once there is a provider, and nothing when it is told not to', async () => {
    expect(linksIn(await start())).toEqual([]);
    const other = await createTestDatabase();
    const quiet = await startApi({ ...environment(other.url), SETUP_LINK: 'off' });
    expect(quiet.output()).not.toContain('/admin/setup');
    await quiet.stop();
    await other.drop();
  });

  it('also works beside the command that makes an owner: its provider closes the links', async () => {
    const other = await createTestDatabase();
    const settings = environment(other.url, { PUBLIC_URL });
    const api = await startApi(settings);
    const token = await linkIn(api);
    expect(run('create-owner', settings, ['--provider', 'By command', '--email', 'owner@example.com']).status).toBe(0);
    expect((await post(api, '/v1/setup', setup(token))).body).toMatchObject({ status: 410, code: 'setup.done' });
    await api.stop();
    await other.drop();
  });
});
