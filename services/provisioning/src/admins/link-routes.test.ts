import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unique } from '../../test/factories.ts';
import { type Agent, eventually, type Harness, startHarness, visitor } from '../../test/harness.ts';
import { expectProblem } from '../../test/journeys.ts';

const password = 'correct horse battery';
const HOUR = 3_600_000;
let h: Harness;
let owner: Agent;
beforeAll(async () => {
  h = await startHarness({ limits: { signInsPerNetworkPerMinute: 10_000, signInsPerUserPer15Minutes: 1_000, mailsPerAddressPerHour: 4 } });
  owner = await h.asOwner();
}, 60_000);
afterAll(() => h?.close());

const newAddress = () => `${unique('grace')}@example.com`;
const linkIn = (text: string) => /https?:\/\/\S+\/admin\/(?:invitation|reset-password)#(\w+)/.exec(text)?.[1] ?? '';
const mailedToken = async (email: string, count = 1) => linkIn((await h.mailbox.waitForMessage(email, { count })).text);
const eventsAbout = async (email: string) => (await h.pool.query<{ type: string }>(`select type from events where data->>'email' = $1 and type like 'admin.%' order by id`, [email])).rows.map(({ type }) => type);
const stateOf = async (id: string) => (await owner.get('/v1/admins?limit=500')).body.items.find((item: { id: string }) => item.id === id)?.state;

async function invite(overrides: object = {}) {
  const email = newAddress();
  const { body } = await owner.post('/v1/admins').send({ email, name: 'Grace Hopper', role: 'operator', templateIds: [h.provider.template.id], ...overrides }).expect(201);
  return { id: body.id as string, email, body, token: await mailedToken(email) };
}
const check = (token: string) => visitor(h.url).post('/v1/invitation/check').send({ token });
const accept = (token: string, overrides: object = {}, agent = visitor(h.url)) => agent.post('/v1/invitation/accept').send({ token, name: 'Grace', password, ...overrides });

describe('an invitation', () => {
  it('is mailed in the language asked for, says whom it is for, and makes an active admin who is signed in', async () => {
    const { id, email, body, token } = await invite({ language: 'fr' });
    expect(body).toMatchObject({ state: 'invited', lastSignInAt: null, version: 1 });
    expect(new Date(body.invitationExpiresAt).getTime() - new Date(body.createdAt).getTime()).toBe(72 * HOUR);
    const mail = await h.mailbox.waitForMessage(email);
    expect(mail).toMatchObject({ subject: 'Invitation à administrer Ours' });
    expect((await check(token)).body).toEqual({ email, name: 'Grace Hopper', providerName: 'Ours', expiresAt: body.invitationExpiresAt, localAccounts: true, identityProviders: [] });

    const agent = visitor(h.url);
    const answer = await accept(token, { name: ' Rear Admiral ', language: 'en' }, agent);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ admin: { id, email, name: 'Rear Admiral', role: 'operator', templateIds: [h.provider.template.id], language: 'en', hasPassword: true } });
    await agent.get('/v1/session').expect(200);
    await visitor(h.url).post('/v1/session').send({ email, password }).expect(200);
    expect(await stateOf(id)).toBe('active');
    expect(await eventsAbout(email)).toEqual(['admin.invited', 'admin.accepted', 'admin.signed_in', 'admin.signed_in']);
  });

  it('keeps the token nowhere but in the mail', async () => {
    const { token } = await invite();
    const tables = await Promise.all(['admins', 'access_keys', 'events', 'messages'].map((table) => h.pool.query(`select to_jsonb(t)::text as text from ${table} t`)));
    expect(token).toHaveLength(22);
    expect(tables.flatMap(({ rows }) => rows).map(({ text }) => text).join()).not.toContain(token);
  });

  it('does not sign in before it is accepted, and asks nobody\'s password', async () => {
    const { email } = await invite();
    expectProblem(await visitor(h.url).post('/v1/session').send({ email, password }), 401, 'access.sign_in_refused');
  });

  it('lets one of twenty win, and is used up for good', async () => {
    const { id, token } = await invite();
    const answers = await Promise.all(Array.from({ length: 20 }, () => accept(token)));
    expect(answers.map(({ status, body }) => body.code ?? status).sort()).toEqual([200, ...Array<string>(19).fill('admin.link_unusable')]);
    expect((await h.pool.query('select 1 from admin_sessions where admin_id = $1', [id])).rows).toHaveLength(1);
    expectProblem(await check(token), 410, 'admin.link_unusable');
  });

  it('is not used up by a weak password or a missing name', async () => {
    const { token } = await invite();
    expectProblem(await accept(token, { password: 'password1234' }), 400, 'admin.password_weak');
    for (const wrong of [{ password: 'elevenchars' }, { name: ' ' }, { role: 'owner' }, { language: 'xx' }]) expectProblem(await accept(token, wrong), 400, 'request.invalid');
    await accept(token).expect(200);
  });

  it('stops working when it is withdrawn, and frees the address', async () => {
    const { id, email, token } = await invite();
    await owner.delete(`/v1/admins/${id}`).expect(204);
    for (const answer of [await check(token), await accept(token), await accept('x')]) expectProblem(answer, 410, 'admin.link_unusable');
    await owner.post('/v1/admins').send({ email, name: 'Again', role: 'read_only' }).expect(201);
  });

  it('is replaced when it is sent again, a few times an hour and never to who has accepted', async () => {
    const { id, email, token } = await invite();
    await owner.post(`/v1/admins/${id}/resend-invitation`).expect(200);
    const newer = await mailedToken(email, 2);
    expect(newer).not.toBe(token);
    expectProblem(await accept(token), 410, 'admin.link_unusable');
    for (const _ of [3, 4]) await owner.post(`/v1/admins/${id}/resend-invitation`).expect(200);
    expectProblem(await owner.post(`/v1/admins/${id}/resend-invitation`), 429, 'access.too_many_attempts');
    await accept(await mailedToken(email, 4)).expect(200);
    expectProblem(await owner.post(`/v1/admins/${id}/resend-invitation`), 409, 'admin.not_invited');
  });

  it('belongs to its own door: a link for a new password opens no invitation', async () => {
    const { token } = await invite();
    expectProblem(await visitor(h.url).post('/v1/password-reset/complete').send({ token, password }), 410, 'admin.link_unusable');
    await check(token).expect(200);
  });
});

const active = async () => {
  const made = await invite();
  await accept(made.token).expect(200);
  return made;
};
const ask = (email: string) => visitor(h.url).post('/v1/password-reset').send({ email });
const complete = (token: string, chosen = 'another good one here') => visitor(h.url).post('/v1/password-reset/complete').send({ token, password: chosen });
const asked = async (email: string, count: number, typed = email) => {
  await ask(typed).expect(202);
  return mailedToken(email, count);
};

describe('a forgotten password', () => {
  it('is replaced by a mailed link, once, which ends all sessions and opens a new one', async () => {
    const { email } = await active();
    const elsewhere = visitor(h.url);
    await elsewhere.post('/v1/session').send({ email, password }).expect(200);
    const token = await asked(email, 2, ` ${email.toUpperCase()} `);
    expect((await visitor(h.url).post('/v1/password-reset/check').send({ token })).body).toMatchObject({ email, providerName: 'Ours' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => complete(token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(19).fill(410)]);
    expectProblem(await elsewhere.get('/v1/session'), 401, 'access.signed_out');
    await visitor(h.url).post('/v1/session').send({ email, password }).expect(401);
    await visitor(h.url).post('/v1/session').send({ email, password: 'another good one here' }).expect(200);
    expect(await eventsAbout(email)).toEqual(expect.arrayContaining(['admin.reset_requested', 'admin.password_changed']));
  });

  it('is answered alike for addresses nobody has, for invited and for disabled admins, who get no mail', async () => {
    const [invited, disabled, nobody] = [await invite(), await active(), newAddress()];
    await owner.post(`/v1/admins/${disabled.id}/disable`).expect(200);
    const known = await active();
    const answers = [await ask(known.email), await ask(nobody), await ask(invited.email), await ask(disabled.email)];
    expect(answers.map(({ status, text }) => ({ status, text }))).toEqual(Array(4).fill({ status: 202, text: '' }));
    await h.mailbox.waitForMessage(known.email, { count: 2 });
    expect([nobody, invited.email, disabled.email].map((email) => h.mailbox.messages(email).length)).toEqual([0, 1, 1]);
  });

  it('mails an address a few times an hour at most, without saying so', async () => {
    const { email } = await active();
    for (const count of [2, 3, 4]) await asked(email, count);
    await ask(email).expect(202);
    expect((await eventsAbout(email)).filter((type) => type === 'admin.reset_requested')).toHaveLength(3);
  });

  it('needs the newest link, within the hour, of an admin who was not disabled meanwhile', async () => {
    const { id, email } = await active();
    const [older, newer] = [await asked(email, 2), await asked(email, 3)];
    expectProblem(await complete(older), 410, 'admin.link_unusable');
    expectProblem(await complete(newer, 'password1234'), 400, 'admin.password_weak');
    await owner.post(`/v1/admins/${id}/disable`).expect(200);
    await owner.post(`/v1/admins/${id}/enable`).expect(200);
    expectProblem(await complete(newer), 410, 'admin.link_unusable');
  });
});

it('asks a network that wants too many links to wait', async () => {
  const narrow = await startHarness({ worker: false, limits: { signInsPerUserPer15Minutes: 2 } });
  const ask = () => visitor(narrow.url).post('/v1/password-reset').send({ email: 'nobody@example.com' });
  for (const _ of [1, 2]) await ask().expect(202);
  const answer = await ask();
  expectProblem(answer, 429, 'access.too_many_attempts');
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  await narrow.close();
}, 90_000);

describe('links that are too old', () => {
  it('open nothing: 72 hours for an invitation, an hour for a new password', async () => {
    const [invited, person] = [await invite(), await active()];
    const reset = await asked(person.email, 2);
    h.clock.forward(HOUR + 1_000);
    expectProblem(await complete(reset), 410, 'admin.link_unusable');
    await check(invited.token).expect(200);
    h.clock.forward(71 * HOUR);
    for (const answer of [await check(invited.token), await accept(invited.token)]) expectProblem(answer, 410, 'admin.link_unusable');
    owner = await h.asOwner();
    expect(await stateOf(invited.id)).toBe('invited');
    expect(await eventually(async () => (await stateOf(person.id)) === 'active', 'the other one')).toBe(true);
  });
});
