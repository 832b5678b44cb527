import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unique } from '../../test/factories.ts';
import { type Agent, type Harness, startHarness, visitor } from '../../test/harness.ts';
import { expectProblem } from '../../test/journeys.ts';
import { createAdmin } from './create-admin.ts';
import { forgetEndedSessions } from './forget-ended-sessions.ts';

const password = 'correct horse battery';
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0';
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
const nobody = '01890000-0000-7000-8000-000000000000';
const MINUTE = 60_000;
let h: Harness;
beforeAll(async () => {
  h = await startHarness({ worker: false, limits: { signInsPerNetworkPerMinute: 10_000, signInsPerUserPer15Minutes: 4 } });
}, 60_000);
afterAll(() => h?.close());

const newAdmin = async () => {
  const email = `${unique('ada')}@example.com`;
  return createAdmin(h.provider.ctx, { email, name: 'Ada', role: 'read_only', password });
};
async function signIn(email: string, userAgent = firefox, given = password): Promise<Agent> {
  const agent = visitor(h.url).set('user-agent', userAgent);
  await agent.post('/v1/session').send({ email, password: given }).expect(200);
  return agent;
}
const sessionsOf = async (agent: Agent) => (await agent.get('/v1/profile/sessions').expect(200)).body.items;
const typesAbout = async (id: string) => (await h.pool.query<{ type: string }>(`select type from events where data->>'adminId' = $1 order by id`, [id])).rows.map(({ type }) => type);

describe('PATCH /v1/profile', () => {
  it('changes the own name, and the language that other devices follow, whatever the role', async () => {
    const { id, email } = await newAdmin();
    const [here, there] = [await signIn(email), await signIn(email, iphone)];
    expect((await here.patch('/v1/profile').send({ name: ' Countess ', language: 'fr', theme: 'dark' }).expect(200)).body.admin).toMatchObject({ id, name: 'Countess', language: 'fr', theme: 'dark' });
    expect((await there.get('/v1/session')).body.admin).toMatchObject({ name: 'Countess', language: 'fr' });
    expect(await typesAbout(id)).toContain('admin.changed');
  });

  it.each([[{}], [{ language: 'xx' }], [{ name: ' ' }], [{ role: 'owner' }], [{ email: 'x@example.com' }]])('answers 400 to %j', async (changes) => {
    expectProblem(await (await signIn((await newAdmin()).email)).patch('/v1/profile').send(changes), 400, 'request.invalid');
  });
});

describe('POST /v1/profile/password', () => {
  const change = (agent: Agent, currentPassword: string, next = 'another good one here') => agent.post('/v1/profile/password').send({ currentPassword, password: next });

  it('needs the present one, keeps this session, ends the others, and records it', async () => {
    const { id, email } = await newAdmin();
    const [here, there] = [await signIn(email), await signIn(email)];
    expectProblem(await change(here, 'not the present one'), 400, 'admin.password_wrong');
    await change(here, password).expect(204);
    await here.get('/v1/session').expect(200);
    expectProblem(await there.get('/v1/session'), 401, 'access.signed_out');
    await visitor(h.url).post('/v1/session').send({ email, password }).expect(401);
    await signIn(email, firefox, 'another good one here');
    expect(await typesAbout(id)).toContain('admin.password_changed');
  });

  it('refuses what anybody would try first, and what is short', async () => {
    const agent = await signIn((await newAdmin()).email);
    expectProblem(await change(agent, password, 'password1234'), 400, 'admin.password_weak');
    expectProblem(await change(agent, password, 'elevenchars'), 400, 'request.invalid');
    await agent.get('/v1/session').expect(200);
  });

  it('asks a guesser to wait', async () => {
    const agent = await signIn((await newAdmin()).email);
    for (let guess = 0; guess < 4; guess++) expectProblem(await change(agent, `guess number ${guess}`), 400, 'admin.password_wrong');
    expectProblem(await change(agent, password), 429, 'access.too_many_attempts');
  });
});

describe('the own sessions', () => {
  it('are listed in plain words, the newest first, and say which is this', async () => {
    const { email } = await newAdmin();
    const here = await signIn(email);
    await signIn(email, iphone);
    expect(await sessionsOf(here)).toEqual([
      { id: expect.any(String), isThis: false, device: { browser: 'Safari', system: 'iOS' }, address: '127.0.0.1', createdAt: expect.any(String), lastSeenAt: expect.any(String), endsAt: expect.any(String) },
      expect.objectContaining({ isThis: true, device: { browser: 'Firefox', system: 'Linux' } }),
    ]);
    const first = (await here.get('/v1/profile/sessions?limit=1')).body;
    const second = (await here.get(`/v1/profile/sessions?limit=1&cursor=${first.nextCursor}`)).body;
    expect([first.items[0].isThis, second.items[0].isThis, second.nextCursor]).toEqual([false, true, null]);
    expect((await here.get('/v1/profile/sessions')).text).not.toContain('vss_');
  });

  it('end one by one, be it this one, and never somebody else\'s', async () => {
    const [ada, eve] = [await newAdmin(), await newAdmin()];
    const [here, there, other] = [await signIn(ada.email), await signIn(ada.email), await signIn(eve.email)];
    const [newest, mine] = await sessionsOf(here);
    await here.delete(`/v1/profile/sessions/${newest.id}`).expect(204);
    expectProblem(await there.get('/v1/session'), 401, 'access.signed_out');
    for (const id of [newest.id, nobody, (await sessionsOf(other))[0].id]) expectProblem(await here.delete(`/v1/profile/sessions/${id}`), 404, 'admin.session_not_found');
    await other.get('/v1/session').expect(200);
    await here.delete(`/v1/profile/sessions/${mine.id}`).expect(204);
    expectProblem(await here.get('/v1/session'), 401, 'access.signed_out');
    expect((await typesAbout(ada.id)).filter((type) => type === 'admin.sessions_ended')).toHaveLength(2);
  });

  it('end all at once but this', async () => {
    const { email } = await newAdmin();
    const [here, one, two] = [await signIn(email), await signIn(email), await signIn(email)];
    await here.delete('/v1/profile/sessions').expect(204);
    for (const agent of [one, two]) expectProblem(await agent.get('/v1/session'), 401, 'access.signed_out');
    expect(await sessionsOf(here)).toHaveLength(1);
  });

  it('are not for programs or visitors', async () => {
    const program = await h.asClient(['admin']);
    for (const [agent, status, code] of [[program, 403, 'access.forbidden'], [h.asVisitor(), 401, 'access.signed_out']] as const) {
      expectProblem(await agent.get('/v1/profile/sessions'), status, code);
      expectProblem(await agent.delete('/v1/profile/sessions'), status, code);
      expectProblem(await agent.delete(`/v1/profile/sessions/${nobody}`), status, code);
      expectProblem(await agent.patch('/v1/profile').send({ name: 'x' }), status, code);
      expectProblem(await agent.post('/v1/profile/password').send({ currentPassword: 'x', password: 'another good one here' }), status, code);
    }
  });

  it('that ended by time are not shown, and their rows are dropped, of all providers and no others', async () => {
    const { id, email } = await newAdmin();
    await signIn(email);
    await h.stranger.asOwner();
    h.clock.forward(61 * MINUTE);
    const here = await signIn(email);
    expect(await sessionsOf(here)).toHaveLength(1);
    await forgetEndedSessions(h.services);
    const { rows } = await h.pool.query('select admin_id from admin_sessions');
    expect(rows).toEqual([{ admin_id: id }]);
    await here.get('/v1/session').expect(200);
  });
});
