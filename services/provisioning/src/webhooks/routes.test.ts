import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Agent, type Harness, startHarness } from '../../test/harness.ts';
import { expectProblem } from '../../test/journeys.ts';

const url = 'https://oss.example.com/hook?team=7';
const absent = '01890000-0000-7000-8000-000000000000';

/** No worker: nothing is sent. */
describe('webhooks over HTTP', () => {
  let h: Harness;
  let program: Agent;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    program = (await h.asClient(['webhooks:write'])) as Agent;
  });
  afterAll(() => h.close());

  const create = async (body: object = {}) => (await program.post('/v1/webhooks').send({ url, ...body }).expect(201)).body as { id: string; secret: string; publicKey: string; version: number };
  const eventsOf = async (type: string) => (await h.pool.query<{ data: Record<string, unknown> }>('select data from events where provider_id = $1 and type = $2 order by id', [h.provider.id, type])).rows.map(({ data }) => data);

  it('shows the secret once, keeps it sealed, and tells the log the host and no more of the address', async () => {
    const own = `whsec_${randomBytes(24).toString('base64')}`;
    const made = await create({ secret: own, description: ' Order system ', types: ['subscriber', 'subscriber', 'io.vestibule.operation.failed.v1'] });
    expect(made).toMatchObject({ secret: own, url, description: 'Order system', types: ['subscriber', 'io.vestibule.operation.failed.v1'], state: 'enabled', version: 1, health: { is: 'new', pending: 0 } });
    const { body } = await program.get(`/v1/webhooks/${made.id}`).expect(200);
    expect(body).not.toHaveProperty('secret');
    const { rows } = await h.pool.query<{ text: string }>('select to_jsonb(w)::text as text from webhook_endpoints w where id = $1', [made.id]);
    expect(rows[0]?.text).not.toContain(own.slice(6));
    expect((await eventsOf('webhook.created')).at(-1)).toEqual({ webhookId: made.id, host: 'oss.example.com', types: body.types });
  });

  it('refuses types that are none, secrets that are too short, and an address that is none, and says which field', async () => {
    const cases: [object, string][] = [[{ types: ['subscriber', 'subscribr'] }, '/types/1'], [{ types: ['admin'] }, '/types/0'], [{ secret: 'whsec_c2hvcnQ=' }, '/secret'], [{ secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}` }, '/secret'], [{ url: 'oss.example.com' }, '/url'], [{ surprise: 1 }, '/surprise']];
    for (const [body, pointer] of cases) {
      const answer = await program.post('/v1/webhooks').send({ url, ...body });
      expectProblem(answer, 400, 'request.invalid');
      expect(answer.body.errors[0].pointer).toBe(pointer);
    }
  });

  it('lists by page, changes what is given for the version it is meant for, and deletes', async () => {
    const [first, second] = [await create(), await create()];
    const page = (await program.get('/v1/webhooks').query({ limit: 1 }).expect(200)).body;
    expect([page.items.length, typeof page.nextCursor]).toEqual([1, 'string']);
    expectProblem(await program.patch(`/v1/webhooks/${first.id}`).send({ types: ['template'] }), 428, 'request.version_missing');
    const changed = (await program.patch(`/v1/webhooks/${first.id}`).set('if-match', '"1"').send({ types: ['template'] }).expect(200)).body;
    expect([changed.types, changed.url, changed.version]).toEqual([['template'], url, 2]);
    expectProblem(await program.patch(`/v1/webhooks/${first.id}`).set('if-match', '"1"').send({ types: [] }), 412, 'request.version_outdated');
    expectProblem(await program.patch(`/v1/webhooks/${first.id}`).set('if-match', '*').send({}), 400, 'request.invalid');
    await program.delete(`/v1/webhooks/${second.id}`).set('if-match', '*').expect(204);
    expectProblem(await program.get(`/v1/webhooks/${second.id}`), 404, 'webhook.not_found');
    expectProblem(await program.get(`/v1/webhooks/${first.id}/deliveries/${absent}`), 404, 'webhook.delivery_not_found');
    expectProblem(await program.get(`/v1/webhooks/${first.id}/deliveries`).query({ type: 'subscribr' }), 400, 'request.invalid');
  });

  it('sends nothing while disabled, and goes on where it was told to', async () => {
    const { id } = await create();
    expect((await program.post(`/v1/webhooks/${id}/disable`).expect(200)).body).toMatchObject({ state: 'disabled', disabledReason: 'somebody' });
    for (const [path, body] of [['test', undefined], [`deliveries/${absent}/resend`, undefined], ['replay', { from: '2026-01-01T00:00:00Z' }]] as const) expectProblem(await program.post(`/v1/webhooks/${id}/${path}`).send(body), 409, 'webhook.disabled');
    expect((await program.post(`/v1/webhooks/${id}/enable`).send({ skipMissed: true }).expect(200)).body).toMatchObject({ state: 'enabled', disabledAt: null });
    expect((await eventsOf('webhook.enabled')).at(-1)).toEqual({ webhookId: id, skipMissed: true });
    // Doing it again is no event.
    const count = (await eventsOf('webhook.enabled')).length;
    await program.post(`/v1/webhooks/${id}/enable`).send({}).expect(200);
    expect(await eventsOf('webhook.enabled')).toHaveLength(count);
  });

  it('lets one replay go on at a time, from before to after', async () => {
    const { id } = await create();
    await h.pool.query('update webhook_endpoints set replay_cursor = 0, replay_to = 5, replay = $2 where id = $1', [id, { id: absent, failedOnly: false, from: '2026-01-01T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z', startedAt: '2026-01-02T00:00:00.000Z', total: 5, taken: 0 }]);
    expectProblem(await program.post(`/v1/webhooks/${id}/replay`).send({ from: '2026-01-01T00:00:00Z' }), 409, 'webhook.replay_running');
    expectProblem(await program.post(`/v1/webhooks/${id}/replay`).send({ from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' }), 400, 'request.invalid');
  });

  it('gets another secret or another key, each without the other, and an own secret is taken if it is a good one', async () => {
    const { id, secret, publicKey } = await create();
    const keyed = (await program.post(`/v1/webhooks/${id}/rotate-key`).send({ graceHours: 2 }).expect(200)).body;
    expect(keyed).not.toHaveProperty('secret');
    expect([keyed.publicKey === publicKey, keyed.previousSecretUntil, typeof keyed.previousKeyUntil]).toEqual([false, null, 'string']);
    const own = `whsec_${randomBytes(64).toString('base64')}`;
    const rotated = (await program.post(`/v1/webhooks/${id}/rotate-secret`).send({ graceHours: 0, secret: own }).expect(200)).body;
    expect([rotated.secret, rotated.publicKey, rotated.previousSecretUntil, rotated.previousKeyUntil]).toEqual([own, keyed.publicKey, null, keyed.previousKeyUntil]);
    expect(rotated.secret).not.toBe(secret);
    expect([(await eventsOf('webhook.key_rotated')).at(-1), (await eventsOf('webhook.secret_rotated')).at(-1)]).toEqual([{ webhookId: id, previousUntil: keyed.previousKeyUntil }, { webhookId: id, previousUntil: null }]);
    expectProblem(await program.post(`/v1/webhooks/${id}/rotate-secret`).send({ secret: `whsec_${Buffer.from('password'.repeat(4)).toString('base64')}` }), 400, 'request.invalid');
    for (const path of ['rotate-key', 'rotate-secret']) expectProblem(await program.post(`/v1/webhooks/${absent}/${path}`).send({}), 404, 'webhook.not_found');
  });

  it('leads from the audit log, as long as it exists', async () => {
    const { id } = await create();
    const owner = await h.asOwner();
    const target = async () => (await owner.get('/v1/audit').query({ involvedId: id }).expect(200)).body.items.at(-1)?.target;
    expect(await target()).toEqual({ kind: 'webhook', id });
    await program.delete(`/v1/webhooks/${id}`).set('if-match', '*').expect(204);
    expect(await target()).toBeNull();
  });

  it('are fifty at most, also when several are made at once', async () => {
    const client = (await h.stranger.asClient(['webhooks:write'])) as Agent;
    const statuses = await Promise.all(Array.from({ length: 53 }, async () => (await client.post('/v1/webhooks').send({ url })).status));
    expect(statuses.filter((status) => status === 201)).toHaveLength(50);
    expectProblem(await client.post('/v1/webhooks').send({ url }), 409, 'webhook.too_many');
  });

  it('are for those who may send all events away: not for whoever may only read them', async () => {
    for (const scope of ['events:read', 'templates:write', 'subscribers:write']) expectProblem(await (await h.asClient([scope])).get('/v1/webhooks'), 403, 'access.forbidden');
    expectProblem(await (await h.provider.asOperator([h.provider.template.id])).get('/v1/webhooks'), 403, 'access.forbidden');
  });
});
