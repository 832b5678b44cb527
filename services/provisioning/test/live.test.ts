import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { codeFor, unique } from './factories.ts';
import { eventually, type Harness, PUBLIC_URL, startHarness } from './harness.ts';
import { expectProblem, rowOf, type User } from './journeys.ts';

type Seen = { event: string; data: { step?: string; status?: string; problem?: { reference: string } } };

describe('the live stream of an activation', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness();
  });
  afterAll(() => h.close());

  async function cookieOf(harness: Harness, user: User): Promise<string> {
    const answer = await supertest(harness.url).post(`/v1/activation/${user.template.shareKey}/session`).set('origin', PUBLIC_URL).send({ userId: user.userId, password: 'pw' }).expect(200);
    return String(answer.headers['set-cookie']).split(';')[0] ?? '';
  }

  /** Opens the stream as a browser does and collects what comes. */
  async function listen(harness: Harness, cookie: string) {
    const seen: Seen[] = [];
    const state = { ended: false };
    const request = http.get(`${harness.url}/v1/activation/session/events`, { headers: { cookie } });
    const response = await new Promise<http.IncomingMessage>((done, failed) => request.once('response', done).once('error', failed));
    let rest = '';
    response.setEncoding('utf8');
    response.on('data', (text: string) => {
      const blocks = `${rest}${text}`.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
        if (event && data) seen.push({ event, data: JSON.parse(data) });
      }
    });
    response.once('close', () => (state.ended = true));
    request.on('error', () => undefined);
    return { seen, state, response, stop: () => request.destroy(), until: (step: string) => eventually(async () => seen.some(({ data }) => data.step === step), `step ${step} on the stream`) };
  }
  const asPage = (cookie: string) => supertest.agent(h.url).set({ cookie, origin: PUBLIC_URL });

  it('tells every step from the address to the downloads, each once, without anybody asking', async () => {
    const user = await h.provider.handOver();
    const cookie = await cookieOf(h, user);
    const email = `${unique('live')}@example.com`;
    const stream = await listen(h, cookie);
    expect(stream.response.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
    await stream.until('email');
    await asPage(cookie).put('/v1/activation/session/email').send({ email }).expect(202);
    await stream.until('code');
    await asPage(cookie).post('/v1/activation/session/email/verify').send({ code: await codeFor(h, email) }).expect(202);
    await stream.until('done');
    stream.stop();
    const steps = stream.seen.map(({ data }) => data.step);
    expect(steps.filter((step, index) => step !== steps[index - 1])).toEqual(['email', 'code', 'progress', 'done']);
    const said = stream.seen.map(({ data }) => JSON.stringify({ ...data, sessionExpiresAt: null }));
    expect(said.every((text, index) => text !== said[index - 1])).toBe(true);
  });

  it('turns an open page to done by itself when an admin vouches for another address', async () => {
    const user = await h.provider.handOver();
    const cookie = await cookieOf(h, user);
    h.webex.script({ fault: 'refuse', errorCode: 200039, userId: user.userId, times: 1 });
    const owner = await h.asOwner();
    const vouch = () => owner.post(`/v1/subscribers/${user.id}/retry-activation`).send({ email: `${unique('v')}@example.com`, mode: 'vouch' }).expect(202);
    const stream = await listen(h, cookie);
    await vouch();
    await stream.until('problem');
    await vouch();
    await stream.until('done');
    stream.stop();
  });

  it('says `gone` and ends when the user is deleted', async () => {
    const user = await h.provider.handOver();
    const stream = await listen(h, await cookieOf(h, user));
    await stream.until('email');
    await (await h.asOwner()).delete(`/v1/subscribers/${user.id}`).expect(204);
    await eventually(async () => stream.state.ended, 'the stream to end');
    expect(stream.seen.at(-1)?.event).toBe('gone');
    expect(await rowOf(h, user.id)).toBeNull();
  });

  it('ends when the visit is signed out elsewhere', async () => {
    const cookie = await cookieOf(h, await h.provider.handOver());
    const stream = await listen(h, cookie);
    await stream.until('email');
    await asPage(cookie).delete('/v1/activation/session').expect(204);
    await eventually(async () => stream.state.ended, 'the stream to end', 8_000);
  });

  it('is refused without a visit, and a HEAD of it ends', async () => {
    expectProblem(await supertest(h.url).get('/v1/activation/session/events'), 401, 'activation.session_expired');
    const cookie = await cookieOf(h, await h.provider.handOver());
    const answer = await Promise.race([supertest(h.url).head('/v1/activation/session/events').set('cookie', cookie).then(({ status }) => status), new Promise((done) => setTimeout(done, 3_000, 'never ended'))]);
    expect([200, 404]).toContain(answer);
  });

  it('does not keep the process from ending', async () => {
    const other = await startHarness({ worker: false });
    const user = await other.provider.handOver();
    const stream = await listen(other, await cookieOf(other, user));
    await stream.until('email');
    const started = Date.now();
    await other.app.close();
    expect(Date.now() - started).toBeLessThan(3_000);
    await eventually(async () => stream.state.ended, 'the stream to end');
    await other.close();
  });
});
