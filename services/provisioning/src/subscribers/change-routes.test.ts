import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { unique } from '../../test/factories.ts';
import { eventually, type Harness, PUBLIC_URL, startHarness } from '../../test/harness.ts';
import { expectProblem } from '../../test/journeys.ts';

const password = 'a long enough password';

describe('the live changes of the list', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
  });
  afterAll(() => h.close());

  /** Signs in as a new admin of ours. */
  async function signIn(role: string, templateIds: string[] | null = null): Promise<{ id: string; cookie: string }> {
    const email = `${unique('watch')}@example.com`;
    const { body } = await (await h.asOwner()).post('/v1/admins').send({ email, name: 'Watcher', role, password, ...(templateIds && { templateIds }) }).expect(201);
    const answer = await supertest(h.url).post('/v1/session').set('origin', PUBLIC_URL).send({ email, password }).expect(200);
    return { id: body.id, cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' };
  }

  /** Opens the stream as a browser does and collects what it says. */
  async function watch(cookie: string, query = '') {
    const events: string[] = [];
    const heard = new Set<string>();
    const state = { ended: false };
    const request = http.get(`${h.url}/v1/subscribers/changes${query}`, { headers: { cookie, accept: 'text/event-stream' } });
    const response = await new Promise<http.IncomingMessage>((done, failed) => request.once('response', done).once('error', failed));
    let rest = '';
    response.setEncoding('utf8').on('data', (text: string) => {
      const blocks = `${rest}${text}`.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, event = '', data = '{}'] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
        if (event) events.push(event);
        for (const id of (JSON.parse(data) as { subscriberIds?: string[] }).subscriberIds ?? []) heard.add(id);
      }
    });
    response.once('close', () => (state.ended = true));
    request.on('error', () => undefined);
    await eventually(async () => events.includes('ready'), 'the stream to begin');
    return { events, heard, state, response, stop: () => request.destroy(), hears: (id: string) => eventually(async () => heard.has(id), `word of ${id}`) };
  }

  it('says who changed, in one word for all that changed within the second', async () => {
    const stream = await watch((await signIn('owner')).cookie);
    expect(stream.response.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
    const [one, two] = await Promise.all([h.provider.handOver(), h.provider.handOver()]);
    await stream.hears(one.id);
    await stream.hears(two.id);
    expect(stream.events.filter((event) => event === 'changed').length).toBeLessThanOrEqual(2);
    stream.stop();
  });

  it('says nothing of another provider, and tells of a deleted user', async () => {
    const stream = await watch((await signIn('read_only')).cookie);
    const theirs = await h.stranger.handOver();
    const ours = await h.provider.handOver();
    await stream.hears(ours.id);
    stream.heard.clear();
    await (await h.asOwner()).delete(`/v1/subscribers/${ours.id}`).expect(204);
    await stream.hears(ours.id);
    expect(stream.heard.has(theirs.id)).toBe(false);
    stream.stop();
  });

  it('says nothing of templates an admin may not see, nor of others than the one asked for, not even that a user there is gone', async () => {
    const owner = await h.asOwner();
    const other = await h.provider.newTemplate();
    const [limited, asking] = [await watch((await signIn('operator', [h.provider.template.id])).cookie), await watch((await signIn('owner')).cookie, `?templateId=${h.provider.template.id}`)];
    const hidden = await h.provider.handOver({ template: other });
    await owner.delete(`/v1/subscribers/${hidden.id}`).expect(204);
    const seen = await h.provider.handOver();
    await owner.post(`/v1/subscribers/${seen.id}/retry-activation`).send({ email: `${unique('v')}@example.com`, mode: 'verify' }).expect(202);
    for (const stream of [limited, asking]) {
      await stream.hears(seen.id);
      expect([...stream.heard]).toEqual([seen.id]);
      stream.stop();
    }
  });

  it('ends with the session, and says nothing more once the admin is removed', async () => {
    const { id, cookie } = await signIn('owner');
    const stream = await watch(cookie);
    await (await h.asOwner()).delete(`/v1/admins/${id}`).expect(204);
    const user = await h.provider.handOver();
    await eventually(async () => stream.state.ended, 'the stream to end');
    expect(stream.events.at(-1)).toBe('ended');
    expect(stream.heard.has(user.id)).toBe(false);
  });

  it('is refused without a session and without the right, and to a template id that is none', async () => {
    expectProblem(await supertest(h.url).get('/v1/subscribers/changes'), 401, 'access.signed_out');
    expectProblem(await (await h.asClient(['templates:read'])).get('/v1/subscribers/changes'), 403, 'access.forbidden');
    expectProblem(await (await h.asOwner()).get('/v1/subscribers/changes?templateId=x'), 400, 'request.invalid');
  });

  it('does not keep the process from ending', async () => {
    const stream = await watch((await signIn('owner')).cookie);
    await h.app.close();
    await eventually(async () => stream.state.ended, 'the stream to end');
  });
});
