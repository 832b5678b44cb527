import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { unique } from '../../test/factories.ts';
import { type Harness, PUBLIC_URL, startHarness, visitor } from '../../test/harness.ts';
import { rights } from '../access.ts';
import type { AdminRole } from '../context.ts';
import { createAdmin } from './create-admin.ts';

const password = 'correct horse battery';
const MINUTE = 60_000;

let h: Harness;
beforeAll(async () => {
  h = await startHarness({ worker: false, limits: { signInsPerUserPer15Minutes: 3, signInsPerNetworkPerMinute: 1000 } });
}, 60_000);
afterAll(() => h?.close());

const newAdmin = async (role: AdminRole = 'owner') => {
  const email = `${unique('ada')}@example.com`;
  await createAdmin(h.provider.ctx, { email, name: 'Ada Lovelace', role, password });
  return email;
};
const signIn = (email: string, given = password) => supertest(h.url).post('/v1/session').send({ email, password: given });
const cookieOf = (answer: { headers: Record<string, string> }) => String(answer.headers['set-cookie']).split(';')[0] ?? '';
const whoIs = (cookie: string) => supertest(h.url).get('/v1/session').set('cookie', cookie);

describe('POST /v1/session', () => {
  it('signs in, sets a cookie that scripts and other sites cannot use, and records it', async () => {
    const email = await newAdmin();
    const answer = await signIn(` ${email.toUpperCase()} `);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      admin: { id: expect.any(String), email, name: 'Ada Lovelace', role: 'owner', templateIds: null, language: null, theme: null, hasPassword: true },
      provider: { id: h.provider.id, name: 'Ours', localAccounts: true },
      rights: [...rights],
    });
    const [cookie] = [answer.headers['set-cookie']].flat();
    expect(cookie).toMatch(/^vestibule_session=vss_[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    const { rows } = await h.pool.query('select actor_kind, actor_id, actor_name, data from events where type = $1 order by id desc limit 1', ['admin.signed_in']);
    expect(rows[0]).toMatchObject({ actor_kind: 'admin', actor_id: answer.body.admin.id, actor_name: 'Ada Lovelace' });
  });

  it('keeps neither token nor password in the database', async () => {
    const email = await newAdmin();
    const token = cookieOf(await signIn(email)).split('=')[1] ?? '';
    const tables = await Promise.all(['admins', 'admin_sessions', 'access_keys', 'events', 'rate_limits'].map((table) => h.pool.query(`select * from ${table}`)));
    const stored = tables.map(({ rows }) => JSON.stringify(rows)).join();
    expect(token).toHaveLength(47);
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(password);
  });

  it('answers an unknown address exactly as a wrong password', async () => {
    const wrong = await signIn(await newAdmin(), 'wrong horse battery');
    const unknown = await signIn(`${unique('nobody')}@example.com`);
    for (const answer of [wrong, unknown]) {
      expect(answer.status).toBe(401);
      expect({ ...answer.body, requestId: '' }).toEqual({ type: `${PUBLIC_URL}/docs/problems/access.sign_in_refused`, title: expect.any(String), status: 401, code: 'access.sign_in_refused', requestId: '', owner: 'admin', action: 'correct_input', retryable: false });
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  it('answers 429 with Retry-After when an address was tried too often, even with the right password, and counts nobody else', async () => {
    const email = await newAdmin();
    for (let attempt = 0; attempt < 3; attempt++) await signIn(email, 'wrong horse battery').expect(401);
    const answer = await signIn(email);
    expect(answer.body).toMatchObject({ status: 429, code: 'access.too_many_attempts' });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.body.retryAfterSeconds).toBe(Number(answer.headers['retry-after']));
    await signIn(await newAdmin()).expect(200);
  });

  it('forgets wrong passwords once the right one was given', async () => {
    const email = await newAdmin();
    for (let round = 0; round < 2; round++) {
      for (let attempt = 0; attempt < 2; attempt++) await signIn(email, 'wrong horse battery').expect(401);
      await signIn(email).expect(200);
    }
  });

  it.each([{}, { email: 'a@example.com' }, { email: 'a@example.com', password: 'x', role: 'owner' }, { email: { $ne: '' }, password: 'x' }])('answers 400 to %j', async (body) => {
    expect((await supertest(h.url).post('/v1/session').send(body)).body).toMatchObject({ status: 400, code: 'request.invalid' });
  });

  it('answers 403 access.cross_site when another site\'s page tries to sign somebody in', async () => {
    const email = await newAdmin();
    expect((await signIn(email).set('sec-fetch-site', 'cross-site')).body).toMatchObject({ status: 403, code: 'access.cross_site' });
  });

  it('answers 415 to a form, which any page could send', async () => {
    expect((await supertest(h.url).post('/v1/session').type('form').send({ email: 'a@example.com', password })).body).toMatchObject({ status: 415, code: 'request.unsupported_media_type' });
  });
});

describe('GET /v1/session', () => {
  it('answers 401 without a session, and 403 to a program', async () => {
    expect((await h.asVisitor().get('/v1/session')).body).toMatchObject({ status: 401, code: 'access.signed_out' });
    expect((await (await h.asClient(['admin'])).get('/v1/session')).body).toMatchObject({ status: 403, code: 'access.forbidden' });
  });

  it('tells a reader what a reader may do, and allows no caching', async () => {
    const answer = await (await h.asReader()).get('/v1/session');
    expect(answer.body.rights).toEqual(['templates:read', 'subscribers:read', 'enterprises:read', 'events:read']);
    expect(answer.headers['cache-control']).toBe('no-store');
  });
});

describe('a session', () => {
  it('lives on while it is used, and ends after 60 minutes without use', async () => {
    const cookie = cookieOf(await signIn(await newAdmin()));
    for (let visit = 0; visit < 3; visit++) {
      h.clock.forward(50 * MINUTE);
      expect((await whoIs(cookie)).status).toBe(200);
    }
    h.clock.forward(61 * MINUTE);
    expect((await whoIs(cookie)).body).toMatchObject({ code: 'access.signed_out' });
  });

  it('ends 12 hours after sign-in, however much it is used', async () => {
    const cookie = cookieOf(await signIn(await newAdmin()));
    for (let visit = 0; visit < 14; visit++) {
      h.clock.forward(50 * MINUTE);
      expect((await whoIs(cookie)).status).toBe(200);
    }
    h.clock.forward(21 * MINUTE);
    expect((await whoIs(cookie)).status).toBe(401);
  });

  it('is another one at every sign-in, and cannot be chosen by the browser', async () => {
    const email = await newAdmin();
    const planted = 'vestibule_session=vss_planted';
    const answer = await signIn(email).set('cookie', planted).set('origin', PUBLIC_URL);
    expect(cookieOf(answer)).not.toBe(planted);
    expect((await whoIs(planted)).status).toBe(401);
    expect(cookieOf(await signIn(email))).not.toBe(cookieOf(answer));
  });
});

describe('DELETE /v1/session', () => {
  it('ends the session on our side, not only the cookie', async () => {
    const cookie = cookieOf(await signIn(await newAdmin()));
    const answer = await supertest(h.url).delete('/v1/session').set({ cookie, origin: PUBLIC_URL });
    expect(answer.status).toBe(204);
    expect(String(answer.headers['set-cookie'])).toMatch(/^vestibule_session=;.*Expires=Thu, 01 Jan 1970/);
    expect((await whoIs(cookie)).status).toBe(401);
  });

  it('answers 204 when there was none, and 403 when another site asks', async () => {
    expect((await visitor(h.url).delete('/v1/session')).status).toBe(204);
    const cookie = cookieOf(await signIn(await newAdmin()));
    expect((await supertest(h.url).delete('/v1/session').set({ cookie })).body).toMatchObject({ code: 'access.cross_site' });
    expect((await whoIs(cookie)).status).toBe(200);
  });
});
