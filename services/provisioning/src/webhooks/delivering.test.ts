import { createPublicKey, verify } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { type Agent, eventually, type Harness, startHarness } from '../../test/harness.ts';
import { type Answer, type Received, type Receiver, startReceiver } from '../../test/receiver.ts';
import { startWorkerProcess, killWorker } from '../../test/worker-process.ts';
import { createPostWebhook } from '../adapters/webhook/post-webhook.ts';
import { inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { numberWaiting } from '../events/sequencer.ts';
import { createWebhook } from './create-webhook.ts';
import { startDeliverer } from './deliverer.ts';
import { forgetDeliveries } from './forget-deliveries.ts';
import { sendTestEvent } from './send-again.ts';

const HOUR_MS = 3_600_000;
type Made = { id: string; secret: string; publicKey: string };
type Attempt = { outcome: string; status: number | null; detail: string | null; reply: string | null };
type Delivery = { id: string; type: string; sequence: number | null; state: string; nextAttemptAt: string | null; attempts: Attempt[] };

/** No worker of its own: each test starts as many deliverers as it needs, and numbers events when it says so. */
describe('sending events to webhooks', () => {
  let h: Harness;
  let owner: Agent;
  let receiver: Receiver;
  const open: { stop(): Promise<void> }[] = [];
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    owner = await h.asOwner();
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.stop()));
    receiver.answerWith(() => ({}));
    for (const { id } of (await owner.get('/v1/webhooks').expect(200)).body.items) await owner.delete(`/v1/webhooks/${id}`).expect(204);
    receiver.clear();
  });
  afterAll(async () => {
    await receiver.close();
    await h.close();
  });

  const deliver = (mostPending?: number) => void open.push(startDeliverer(h.system(h.provider.id), () => undefined, mostPending));
  const number = () => numberWaiting(h.system(h.provider.id));
  const create = async (body: object = {}): Promise<Made> => (await owner.post('/v1/webhooks').send({ url: receiver.url, types: ['subscriber'], ...body }).expect(201)).body;
  const read = async ({ id }: Pick<Made, 'id'>) => (await owner.get(`/v1/webhooks/${id}`).expect(200)).body;
  const deliveries = async ({ id }: Pick<Made, 'id'>, query: object = {}): Promise<Delivery[]> => (await owner.get(`/v1/webhooks/${id}/deliveries`).query({ limit: 500, ...query }).expect(200)).body.items;
  const settled = (webhook: Made, count: number, state = 'delivered') => eventually(async () => {
    const found = await deliveries(webhook, { state });
    return found.length >= count && found;
  }, `${count} deliveries ${state}`, 20_000);
  /** Events about some users, made up: a step of each in turn. */
  async function happen(users: readonly string[], steps: number): Promise<void> {
    for (let step = 1; step <= steps; step++) {
      for (const subscriberId of users) await inTransaction(h.system(h.provider.id), (ctx) => recordEvent(ctx, { type: 'subscriber.tried_again', subscriberId, templateId: h.provider.template.id, data: { failures: step } }));
    }
    await number();
  }
  const newUsers = (count: number) => Array.from({ length: count }, () => crypto.randomUUID());
  const stepsOf = (user: string, from: readonly Received[] = receiver.received) => from.filter(({ event }) => event.data['subscriberId'] === user).map(({ event }) => Number(event.data['failures']));
  const inOrder = (steps: readonly number[]) => steps.every((step, index) => index === 0 || step >= (steps[index - 1] ?? 0));

  it('sends the same CloudEvent as the feed, signed so that the public package and node\'s ed25519 take it', async () => {
    const webhook = await create();
    deliver();
    const [user = ''] = newUsers(1);
    await happen([user], 1);
    await settled(webhook, 1);
    const [got] = receiver.received;
    const { body: feed } = await owner.get('/v1/events').query({ type: 'subscriber.tried_again', limit: 500 }).expect(200);
    expect(feed.items.at(-1)).toEqual(got?.event);
    const headers = Object.fromEntries(Object.entries(got?.headers ?? {}).map(([name, value]) => [name, String(value)]));
    expect(new Webhook(webhook.secret).verify(got?.body ?? '', headers)).toEqual(got?.event);
    expect(headers).toMatchObject({ 'webhook-id': got?.event.id, 'content-type': 'application/cloudevents+json; charset=utf-8' });
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(webhook.publicKey.slice(5), 'base64').toString('base64url') }, format: 'jwk' });
    const signature = headers['webhook-signature']?.split(' ').find((one) => one.startsWith('v1a,'))?.slice(4) ?? '';
    expect(verify(null, Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${got?.body}`), key, Buffer.from(signature, 'base64'))).toBe(true);
    expect(await read(webhook)).toMatchObject({ state: 'enabled', health: { is: 'healthy', pending: 0, failures: 0 } });
    expect(JSON.stringify(await read(webhook))).not.toContain(webhook.secret);
  });

  it('tests, sends one once more and replays a span of time, always with the id the event had', async () => {
    const webhook = await create();
    deliver();
    const { body: test } = await owner.post(`/v1/webhooks/${webhook.id}/test`).expect(202);
    await eventually(async () => (await deliveries(webhook)).some(({ id, state }) => id === test.id && state === 'delivered'), 'the test');
    expect(receiver.received[0]?.event).toMatchObject({ id: test.id, type: 'io.vestibule.webhook.test.v1', data: { test: true } });
    const from = h.clock.now();
    const [user = ''] = newUsers(1);
    await happen([user], 3);
    const [last] = await settled(webhook, 4);
    receiver.clear();
    await owner.post(`/v1/webhooks/${webhook.id}/deliveries/${last?.id}/resend`).expect(202);
    await eventually(async () => receiver.received.length === 1, 'the event once more');
    expect(receiver.received[0]?.headers['webhook-id']).toBe(last?.id);
    await eventually(async () => (await deliveries(webhook, { state: 'pending' })).length === 0, 'it to be settled');
    receiver.clear();
    // Also what is not among the deliveries any more.
    await h.pool.query('delete from webhook_deliveries where webhook_id = $1 and id = $2', [webhook.id, last?.id]);
    const replayed = await owner.post(`/v1/webhooks/${webhook.id}/replay`).send({ from: from.toISOString() }).expect(202);
    expect(replayed.body.replay).not.toBeNull();
    await eventually(async () => receiver.received.length === 3 && (await read(webhook)).replay === null, 'the replay');
    expect(stepsOf(user)).toEqual([1, 2, 3]);
    await number();
    const { body: told } = await owner.get('/v1/events').query({ type: 'webhook.replay_finished', limit: 500 }).expect(200);
    expect(told.items.at(-1).data).toMatchObject({ webhookId: webhook.id, sent: 3 });
  });

  it('sends only what was given up once more when asked so, tells how many of how many, and stops when told to', async () => {
    const webhook = await create();
    const users = newUsers(6);
    deliver();
    await happen(users, 1);
    await settled(webhook, 6);
    const from = new Date(Date.now() - HOUR_MS).toISOString();
    const fail = async () => {
      await h.pool.query(`update webhook_deliveries set state = 'failed', last_outcome = 'refused' where webhook_id = $1 and order_key = any($2)`, [webhook.id, users.slice(0, 4)]);
      receiver.clear();
    };
    const replay = async () => (await owner.post(`/v1/webhooks/${webhook.id}/replay`).send({ from, failedOnly: true }).expect(202)).body.replay;

    await fail();
    expect(await replay()).toMatchObject({ failedOnly: true, total: 4 });
    await eventually(async () => (await read(webhook)).replay === null, 'the replay');
    expect(receiver.received.map(({ event }) => String(event.data['subscriberId'])).sort()).toEqual(users.slice(0, 4).sort());
    expect(await replay()).toBeNull();

    await fail();
    receiver.answerWith(({ event }) => (event.data['subscriberId'] === users[0] ? {} : { status: 503 }));
    await replay();
    await eventually(async () => (await read(webhook)).replay?.done === 1 && receiver.received.length >= 4, 'one of four');
    const cancelled = await owner.delete(`/v1/webhooks/${webhook.id}/replay`).expect(200);
    expect([cancelled.body.replay, cancelled.body.health.pending]).toEqual([null, 0]);
    expect([(await deliveries(webhook, { state: 'failed' })).length, (await deliveries(webhook, { state: 'delivered' })).length]).toEqual([3, 3]);
    await owner.delete(`/v1/webhooks/${webhook.id}/replay`).expect(200);
  });

  it('tells that an event was delivered which was on its way when somebody left it out', async () => {
    const webhook = await create();
    const arrives = Promise.withResolvers<void>();
    const answers = Promise.withResolvers<void>();
    receiver.answerWith(async () => {
      arrives.resolve();
      await answers.promise;
      return {};
    });
    deliver();
    await happen(newUsers(1), 1);
    await arrives.promise;
    await owner.post(`/v1/webhooks/${webhook.id}/disable`).expect(200);
    await owner.post(`/v1/webhooks/${webhook.id}/enable`).send({ skipMissed: true }).expect(200);
    expect(await deliveries(webhook)).toMatchObject([{ state: 'skipped' }]);
    answers.resolve();
    await eventually(async () => (await deliveries(webhook))[0]?.attempts.length === 1, 'the answer');
    expect(await deliveries(webhook)).toMatchObject([{ state: 'delivered', attempts: [{ outcome: 'delivered' }] }]);
  });

  it('shows what happened within a time only', async () => {
    const webhook = await create();
    deliver();
    await happen(newUsers(1), 2);
    const [second, first] = await settled(webhook, 2);
    const millis = ({ id }: Delivery) => Number.parseInt(id.replace('-', '').slice(0, 12), 16);
    if (!first || !second) throw new Error('two were settled');
    const cut = new Date(millis(second)).toISOString();
    const of = async (query: object) => (await deliveries(webhook, query)).map(({ id }) => id);
    expect(await of({ from: cut })).toContain(second.id);
    expect(await of({ to: cut })).not.toContain(second.id);
    expect(await of({ to: new Date(millis(second) + 1).toISOString() })).toEqual([second.id, first.id]);
    expect(await of({ from: new Date(Date.now() + HOUR_MS).toISOString() })).toEqual([]);
  });

  it('signs with both secrets while a rotation goes on, and with the new one alone afterwards', async () => {
    const webhook = await create();
    deliver();
    const rotated = (await owner.post(`/v1/webhooks/${webhook.id}/rotate-secret`).send({ graceHours: 24 }).expect(200)).body as Made;
    expect(rotated.publicKey).toBe(webhook.publicKey);
    const takes = (secret: string, { body, headers }: Received) => {
      const age = { 'webhook-id': String(headers['webhook-id']), 'webhook-timestamp': String(headers['webhook-timestamp']), 'webhook-signature': String(headers['webhook-signature']) };
      const signature = new Webhook(secret).sign(age['webhook-id'], new Date(Number(age['webhook-timestamp']) * 1_000), body);
      return age['webhook-signature'].split(' ').includes(signature);
    };
    await happen(newUsers(1), 1);
    await settled(webhook, 1);
    const [during] = receiver.received.splice(0);
    expect(during && [takes(webhook.secret, during), takes(rotated.secret, during)]).toEqual([true, true]);
    h.clock.forward(25 * HOUR_MS);
    owner = await h.asOwner();
    await happen(newUsers(1), 1);
    await settled(webhook, 2);
    const [after] = receiver.received;
    expect(after && [takes(webhook.secret, after), takes(rotated.secret, after)]).toEqual([false, true]);
  });

  it('loses nothing while a receiver is down for a day: then every event once or more, of each user in order', async () => {
    const webhook = await create();
    const users = newUsers(6);
    let isDown = true;
    receiver.answerWith(() => (isDown ? { status: 503 } : {}));
    deliver();
    for (let hour = 0; hour < 24; hour += 4) {
      await happen(users, 1);
      await eventually(async () => (await read(webhook)).health.failures > 0, 'a failure');
      h.clock.forward(4 * HOUR_MS);
      owner = await h.asOwner();
    }
    expect(receiver.received.length).toBeGreaterThan(users.length);
    // Whoever is behind in the queue of a user was not even tried.
    expect((await deliveries(webhook)).filter(({ attempts }) => attempts.length > 0)).toHaveLength(users.length);
    receiver.clear();
    isDown = false;
    await happen([...users, ...newUsers(1)], 1);
    const done = await settled(webhook, users.length * 7 + 1);
    expect(done).toHaveLength(users.length * 7 + 1);
    for (const user of users) {
      const ids = receiver.received.filter(({ event }) => event.data['subscriberId'] === user).map(({ event }) => Number(event.vestibulesequence));
      expect(new Set(ids).size).toBe(7);
      expect(inOrder(ids)).toBe(true);
    }
    expect(await read(webhook)).toMatchObject({ health: { is: 'healthy', pending: 0, failingSince: null } });
  });

  it('loses nothing of a provider with far more events than may wait: what does not fit stays on the feed and follows in order', async () => {
    const webhook = await create();
    const users = newUsers(5);
    let isDown = true;
    receiver.answerWith(() => (isDown ? { status: 503 } : {}));
    deliver(10);
    await happen(users, 12);
    const isAllTried = async () => (await h.pool.query('select 1 from webhook_deliveries d join webhook_endpoints e on e.id = d.webhook_id where e.id = $1 and lease_until is null group by e.id having count(*) filter (where last_outcome is not null and next_attempt_at > $2) = 5', [webhook.id, h.clock.now()])).rows.length === 1;
    await eventually(isAllTried, 'every first one to fail');
    await happen(users, 8);
    for (const hours of [1, 4, 8, 11]) {
      h.clock.forward(hours * HOUR_MS);
      owner = await h.asOwner();
      await eventually(isAllTried, 'every first one to fail again');
    }
    const { rows } = await h.pool.query('select 1 from webhook_deliveries where webhook_id = $1', [webhook.id]);
    expect(rows).toHaveLength(10);
    receiver.clear();
    isDown = false;
    // The next planned attempts are hours away.
    h.clock.forward(11 * 60_000);
    await eventually(async () => receiver.received.length >= 100, 'everything that happened', 20_000);
    for (const user of users) expect(stepsOf(user)).toEqual([...Array(12).keys(), ...Array(8).keys()].map((step) => step + 1));
    await settled(webhook, 100);
  });

  it('sends what was given up during an outage when it is enabled again', async () => {
    const webhook = await create();
    const [user = ''] = newUsers(1);
    receiver.answerWith(() => ({ status: 500 }));
    deliver();
    await happen([user], 2);
    await eventually(async () => (await read(webhook)).health.failures > 0, 'a failure');
    await owner.post(`/v1/webhooks/${webhook.id}/disable`).expect(200);
    await eventually(async () => (await h.pool.query('select 1 from webhook_endpoints where id = $1 and lease_until is null', [webhook.id])).rows.length === 1, 'nothing in hand');
    await h.pool.query(`update webhook_deliveries set state = 'failed', settled_at = $2, next_attempt_at = null where webhook_id = $1`, [webhook.id, h.clock.now()]);
    receiver.clear();
    receiver.answerWith(() => ({}));
    await owner.post(`/v1/webhooks/${webhook.id}/enable`).send({}).expect(200);
    await settled(webhook, 2);
    expect(stepsOf(user)).toEqual([1, 2]);
  });

  it('lets the events of others go on while those of one user wait for an earlier one', async () => {
    const webhook = await create();
    const [stuck = '', free = ''] = newUsers(2);
    receiver.answerWith(({ event }) => (event.data['subscriberId'] === stuck ? { status: 500, body: 'no such customer here' } : {}));
    deliver();
    await happen([stuck, free], 3);
    await settled(webhook, 3);
    expect(stepsOf(free)).toEqual([1, 2, 3]);
    expect(new Set(stepsOf(stuck))).toEqual(new Set([1]));
    const [first] = (await deliveries(webhook, { subscriberId: stuck })).reverse();
    expect(first).toMatchObject({ state: 'pending', attempts: [{ outcome: 'refused', status: 500, reply: 'no such customer here' }] });
  });

  it('gives an event up after ten attempts and goes on; without one success for days the webhook is disabled and that is told', async () => {
    const webhook = await create();
    const [user = ''] = newUsers(1);
    receiver.answerWith(() => ({ status: 500 }));
    deliver();
    await happen([user], 2);
    const isTried = async () => {
      const [next] = (await deliveries(webhook, { state: 'pending' })).reverse();
      return (await read(webhook)).state === 'disabled' || Date.parse(next?.nextAttemptAt ?? '') > h.clock.now().getTime();
    };
    for (let day = 0; day < 30 && (await read(webhook)).state === 'enabled'; day++) {
      await eventually(isTried, 'the next attempt');
      h.clock.forward(27 * HOUR_MS);
      owner = await h.asOwner();
    }
    expect(await read(webhook)).toMatchObject({ state: 'disabled', disabledReason: 'failing', health: { is: 'disabled' } });
    const [second, first] = await deliveries(webhook);
    expect([first?.state, first?.attempts.length]).toEqual(['failed', 10]);
    expect(second?.attempts.length ?? 0).toBeLessThanOrEqual(10);
    await number();
    const { body } = await owner.get('/v1/events').query({ type: 'webhook.disabled', limit: 500 }).expect(200);
    expect(body.items.at(-1).data).toMatchObject({ webhookId: webhook.id, reason: 'failing' });
  });

  it('disables at a 410, follows no redirect, and waits as long as it is asked to', async () => {
    const [gone, moved, busy] = [await create({ url: `${receiver.url}/gone` }), await create({ url: `${receiver.url}/moved` }), await create({ url: `${receiver.url}/busy` })];
    const answers: Record<string, Answer> = { '/hook/gone': { status: 410 }, '/hook/busy': { status: 429, headers: { 'retry-after': '7200' } }, '/hook/moved': { status: 302, headers: { location: `${receiver.url}/elsewhere` } } };
    receiver.answerWith(({ path }) => answers[path] ?? {});
    deliver();
    await happen(newUsers(1), 1);
    await eventually(async () => (await read(gone)).state === 'disabled', 'the webhook to be disabled');
    expect(await read(gone)).toMatchObject({ disabledReason: 'gone' });
    const [redirected] = await eventually(async () => {
      const found = await deliveries(moved);
      return found[0]?.attempts.length ? found : null;
    }, 'the redirect');
    expect(redirected?.attempts[0]).toMatchObject({ outcome: 'redirected', status: 302 });
    expect(receiver.received.some(({ path }) => path.endsWith('/elsewhere'))).toBe(false);
    const [asked] = await eventually(async () => {
      const found = await deliveries(busy);
      return found[0]?.attempts.length ? found : null;
    }, 'the attempt');
    expect(Date.parse(asked?.nextAttemptAt ?? '') - h.clock.now().getTime()).toBeGreaterThan(7_000_000);

    receiver.answerWith(() => ({}));
    receiver.clear();
    await happen(newUsers(1), 1);
    await owner.post(`/v1/webhooks/${gone.id}/enable`).send({}).expect(200);
    expect(await settled(gone, 2)).toHaveLength(2);
    expect(await read(gone)).toMatchObject({ state: 'enabled', disabledReason: null });
  });

  it('calls no private address where that is not allowed, also when a name leads there', async () => {
    const ctx = { ...h.system(h.provider.id), config: { ...h.services.config, allowPrivateTargets: false }, postWebhook: createPostWebhook({ allowPrivate: false }) };
    for (const url of ['http://receiver.example', 'https://127.0.0.1/', 'https://localhost/x', 'https://10.1.2.3/', 'https://[::1]/', 'https://169.254.169.254/latest', 'https://u:p@example.com/', 'https://example.com/#x', 'ftp://example.com', 'nonsense']) {
      await expect(createWebhook(ctx, { url })).rejects.toMatchObject({ code: 'request.invalid', facts: { errors: [{ pointer: '/url' }] } });
    }
    // A name that was harmless when it was written down, and leads to this machine when it is called.
    const { webhook } = await createWebhook(ctx, { url: 'https://receiver.example/hook' });
    await h.pool.query('update webhook_endpoints set url = $2 where id = $1', [webhook.id, `http://localhost:${receiver.port}/rebound`]);
    await sendTestEvent(ctx, webhook.id);
    open.push(startDeliverer(ctx, () => undefined));
    const test = await eventually(async () => (await deliveries(webhook, { state: 'failed' }))[0], 'the attempt');
    expect(test.attempts).toEqual([expect.objectContaining({ outcome: 'unreached', detail: 'the address is in a network that must not be called' })]);
    expect(receiver.received).toEqual([]);
  });

  it('lets one receiver that never answers hold up nobody else, and gives none more than four at once', async () => {
    const slow = await startReceiver();
    slow.answerWith(() => ({ never: true }));
    await create({ url: slow.url });
    const fast = await create();
    deliver();
    await happen(newUsers(30), 1);
    await settled(fast, 30);
    await eventually(async () => slow.received.length >= 4, 'the slow one to be full');
    expect(slow.received).toHaveLength(4);
    expect(receiver.mostInHand()).toBeLessThanOrEqual(4);
    await slow.close();
  });

  it('sends each event once, in order, however many workers there are', async () => {
    const webhook = await create();
    const users = newUsers(8);
    for (let n = 0; n < 3; n++) deliver();
    await happen(users, 5);
    expect(await settled(webhook, 40)).toHaveLength(40);
    expect(receiver.received).toHaveLength(40);
    for (const user of users) expect(stepsOf(user)).toEqual([1, 2, 3, 4, 5]);
  });

  it('sends again what a killed worker had in hand, and nothing is lost', async () => {
    const webhook = await create();
    const users = newUsers(3);
    receiver.answerWith(() => ({ never: true }));
    const doomed = await startWorkerProcess(h);
    await happen(users, 2);
    await eventually(async () => receiver.received.length === 3, 'three on their way');
    await killWorker(doomed);
    receiver.answerWith(() => ({}));
    deliver();
    await settled(webhook, 6);
    for (const user of users) expect(stepsOf(user)).toEqual([1, 1, 2]);
  });

  it('drops deliveries after 30 days, with their attempts, and nobody else\'s', async () => {
    const webhook = await create();
    deliver();
    await happen(newUsers(1), 1);
    await settled(webhook, 1);
    await h.pool.query(`update webhook_deliveries set created_at = created_at - interval '31 days' where webhook_id = $1`, [webhook.id]);
    await happen(newUsers(1), 1);
    await settled(webhook, 2);
    await forgetDeliveries(h.services);
    expect(await deliveries(webhook)).toHaveLength(1);
    expect((await h.pool.query('select 1 from webhook_attempts where webhook_id = $1', [webhook.id])).rows).toHaveLength(1);
  });
});
