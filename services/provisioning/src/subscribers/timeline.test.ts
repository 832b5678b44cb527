import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeFor, unique } from '../../test/factories.ts';
import { type Agent, eventually, type Harness, startHarness } from '../../test/harness.ts';
import { expectProblem, proveAddress, provisionedUser, untilStatus, type User } from '../../test/journeys.ts';
import { version } from '../version.ts';
import type { TimelineEntry } from './timeline-entry.ts';

/** As it comes over the wire: moments are text. */
type Entry = Omit<TimelineEntry, 'at'> & { at: string };

describe('the timeline of a user', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness();
    owner = await h.asOwner();
  });
  afterAll(() => h.close());

  const read = async (user: Pick<User, 'id'>, agent = owner): Promise<Entry[]> => (await agent.get(`/v1/subscribers/${user.id}/timeline`).query({ limit: 200 }).expect(200)).body.items;
  const isOpen = ({ attempt }: Entry) => attempt && ['queued', 'running', 'waiting'].includes(attempt.state);
  const retry = (user: User, email: string, mode: 'verify' | 'vouch') => owner.post(`/v1/subscribers/${user.id}/retry-activation`).send({ email, mode }).expect(202);

  it('tells a whole journey, newest first: the hand-over, the sign-in, the address, the mail, a failed try, the one that worked', async () => {
    const user = await h.provider.handOver();
    const email = `${unique('story')}@example.com`;
    h.webex.script({ fault: 'unavailable', method: 'POST', userId: user.userId, times: 1 });
    await proveAddress(h, h.provider, user, email);
    await untilStatus(h, user.id, 'provisioned');
    await eventually(async () => (await read(user)).some(({ mail }) => mail?.kind === 'account_ready' && mail.state === 'accepted'), 'the second mail');

    const entries = await read(user);
    expect([...entries].sort((a, b) => (a.at < b.at ? 1 : -1)).map(({ at }) => at)).toEqual(entries.map(({ at }) => at));
    const told = entries.map(({ type }) => type).reverse();
    expect(told).toEqual(expect.arrayContaining(['subscriber.handed_over', 'subscriber.signed_in', 'subscriber.email_submitted', 'message.queued', 'subscriber.email_proven', 'operation.attempt_failed', 'operation.succeeded']));
    expect(told.filter((type) => /^message\.(accepted|deferred|refused)$|^operation\.started$/.test(type))).toEqual([]);
    expect(entries.at(-1)).toMatchObject({ type: 'subscriber.handed_over', actor: { kind: 'broadworks' } });

    const code = entries.find(({ mail }) => mail?.kind === 'verification_code')?.mail;
    expect(code).toMatchObject({ to: email, state: 'accepted', attempts: [{ outcome: 'accepted', smtpCode: 250, at: expect.any(String) }] });

    const tries = entries.flatMap(({ attempt }) => attempt ?? []).reverse();
    expect(tries).toMatchObject([
      { kind: 'provision', number: 1, state: 'retrying', failure: { code: 'cloud.unavailable', description: expect.any(String) }, steps: [{ name: 'find_account', state: 'done' }, { name: 'create_account', state: 'failed' }] },
      { kind: 'provision', number: 2, state: 'succeeded', failure: null, steps: [{ name: 'find_account', state: 'done' }, { name: 'create_account', state: 'done' }, { name: 'wait_for_cloud', state: 'done' }, { name: 'finish', state: 'done' }] },
    ]);
    for (const { steps, startedAt, finishedAt, nextAttemptAt, state } of tries) {
      expect(startedAt && finishedAt && startedAt <= finishedAt).toBe(true);
      expect(steps.every((step) => step.finishedAt && step.startedAt <= step.finishedAt)).toBe(true);
      expect(nextAttemptAt !== null).toBe(state === 'retrying');
    }
  });

  it('keeps one tracking id from the proof of the mailbox through every try to the mail that says it is done', async () => {
    const user = await provisionedUser(h, h.provider, `${unique('trace')}@example.com`);
    const entries = await read(user);
    const proven = entries.find(({ type }) => type === 'subscriber.email_proven');
    const same = entries.filter(({ traceId }) => traceId === proven?.traceId).map(({ type }) => type);
    expect(same).toEqual(expect.arrayContaining(['subscriber.email_proven', 'subscriber.status_changed', 'operation.succeeded', 'message.queued']));
    expect(new Set(entries.map(({ traceId }) => traceId)).size).toBeGreaterThan(2);
  });

  it('shows work under way with the steps done so far, and that it was stopped when an admin starts over', async () => {
    const user = await h.provider.handOver();
    h.webex.script({ fault: 'unavailable', userId: user.userId });
    await retry(user, `${unique('busy')}@example.com`, 'vouch');
    await eventually(async () => (await read(user)).some(({ attempt }) => attempt?.state === 'retrying'), 'a failed try');
    const open = (await read(user)).find(isOpen);
    const pathTo = (rel: string, header: string | undefined) => new RegExp(`<http://vestibule.test([^>]+)>; rel="${rel}"`).exec(header ?? '')?.[1] ?? '';
    // Another try may end between two pages; the page before is then no longer the first.
    await eventually(async () => {
      const first = await owner.get(`/v1/subscribers/${user.id}/timeline?limit=1`).expect(200);
      const second = await owner.get(pathTo('next', first.headers['link'])).expect(200);
      const back = await owner.get(pathTo('prev', second.headers['link'])).expect(200);
      return [first, second, back].map(({ body }) => body.items.some(isOpen)).join() === 'true,false,true';
    }, 'work under way on the first page, also when it is reached from behind');
    expect(open).toMatchObject({ type: 'operation.started', attempt: { kind: 'provision', finishedAt: null } });
    await h.pool.query(`update subscribers set status = 'error', last_status_change = now() where id = $1`, [user.id]);
    await retry(user, `${unique('other')}@example.com`, 'verify');
    const entries = await read(user);
    expect(entries.find(({ attempt }) => attempt?.state === 'cancelled')).toMatchObject({ type: 'operation.cancelled', actor: { kind: 'admin', name: 'owner' } });
    expect(entries.filter(isOpen)).toEqual([]);
    h.webex.clearScript();
  });

  it('names the admin, the address before and the one after', async () => {
    const [before, after] = [`${unique('old')}@example.com`, `${unique('new')}@example.com`];
    const user = await h.provider.handOver();
    await retry(user, before, 'verify');
    await retry(user, after, 'vouch');
    const [retried] = (await read(user)).filter(({ type }) => type === 'subscriber.retried');
    expect(retried).toMatchObject({ actor: { kind: 'admin', name: 'owner' }, data: { mode: 'vouch', oldEmail: before, newEmail: after } });
  });

  it('says of a refused mail when, by whom and why, and of one that was overtaken that it was given up', async () => {
    const user = await h.provider.handOver();
    const refused = `bounce-${unique('nobody')}@example.com`;
    h.mailbox.script({ fault: 'refuse', email: refused });
    await retry(user, refused, 'verify');
    const mail = await eventually(async () => (await read(user)).find(({ mail }) => mail?.state === 'refused')?.mail, 'a refused mail');
    expect(mail).toMatchObject({ to: refused, nextAttemptAt: null, reason: null, attempts: [{ outcome: 'refused', smtpCode: 550, response: expect.stringMatching(/\S/), at: expect.any(String) }] });

    const slow = `${unique('slow')}@example.com`;
    h.mailbox.script({ fault: 'defer', email: slow });
    await retry(user, slow, 'verify');
    await eventually(async () => (await read(user)).some(({ mail }) => mail?.to === slow && mail.state === 'deferred' && mail.nextAttemptAt !== null), 'a deferred mail');
    await retry(user, `${unique('last')}@example.com`, 'verify');
    expect((await read(user)).find(({ mail }) => mail?.to === slow)?.mail).toMatchObject({ state: 'withdrawn', reason: 'superseded by a newer mail' });
    h.mailbox.clearScript();
  });

  it('never shows a code, a password or the text of a mail', async () => {
    const user = await h.provider.handOver();
    const email = `${unique('secret')}@example.com`;
    const page = await h.provider.asSubscriber(user);
    await page.put('/v1/activation/session/email').send({ email }).expect(202);
    const code = await codeFor(h, email);
    await page.post('/v1/activation/session/email/verify').send({ code: code === '111111' ? '222222' : '111111' }).expect(400);
    const [mail] = h.mailbox.messages(email);
    const support = await owner.get(`/v1/subscribers/${user.id}/support-document`).expect(200);
    for (const text of [JSON.stringify(await read(user)), support.text]) {
      expect(text).not.toMatch(new RegExp(`(?<![\\w.-])(${code}|111111|222222)(?![\\w-])`));
      expect(text).not.toContain(mail?.subject);
      for (const secret of ['"pw"', user.template.shareKey, user.template.adapterPassword]) expect(text).not.toContain(secret);
    }
  });

  it('comes in pages that join without a gap or a repetition', async () => {
    const user = await provisionedUser(h, h.provider, `${unique('pages')}@example.com`);
    const whole = (await read(user)).map(({ id }) => id);
    const joined: string[] = [];
    let cursor: string | null | undefined;
    do {
      const { body } = await owner.get(`/v1/subscribers/${user.id}/timeline`).query({ limit: 3, ...(cursor && { cursor }) }).expect(200);
      joined.push(...body.items.map(({ id }: Entry) => id));
      cursor = body.nextCursor;
    } while (cursor);
    expect(joined).toEqual(whole);
  });

  it.each(['timeline', 'support-document'])('answers 404 on the %s of somebody else\'s or no user, 401 to a stranger', async (what) => {
    const user = await h.provider.handOver();
    const path = `/v1/subscribers/${user.id}/${what}`;
    expectProblem(await (await h.stranger.asOwner()).get(path), 404, 'subscriber.not_found');
    expectProblem(await (await h.provider.asOperator([])).get(path), 404, 'subscriber.not_found');
    expectProblem(await owner.get(`/v1/subscribers/${crypto.randomUUID()}/${what}`), 404, 'subscriber.not_found');
    expectProblem(await h.asVisitor().get(path), 401, 'access.signed_out');
    await (await h.provider.asAdmin('help_desk')).get(path).expect(200);
  });

  it('gives support one document: facts, errors, attempts, mails, tracking ids, version and time', async () => {
    const user = await h.provider.handOver();
    const email = `fail-200039-${unique('doc')}@example.com`;
    h.webex.script({ fault: 'refuse', errorCode: 200039, userId: user.userId, times: 1 });
    await retry(user, email, 'vouch');
    await untilStatus(h, user.id, 'error');
    const { body } = await owner.get(`/v1/subscribers/${user.id}/support-document`).expect(200);
    expect(body).toMatchObject({
      product: { name: 'Vestibule', version },
      at: expect.any(String),
      subscriber: { id: user.id, userId: user.userId, email, emailConfirmed: true, status: 'error', templateName: user.template.name, spEnterpriseId: user.spEnterpriseId, reference: expect.stringMatching(/^\w{4}-\w{4}$/) },
      errors: [{ errorCode: 200039, code: 'cloud.email_in_use_elsewhere', description: expect.any(String), trackingId: expect.any(String) }],
      attempts: [{ state: 'failed', failure: { errorCode: 200039 } }],
    });
    expect(body.trackingIds.length).toBeGreaterThan(0);
  });
});
