import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { rowOf } from '../../test/journeys.ts';
import { unique } from '../../test/factories.ts';
import { type Agent, bearing, type Harness, startHarness } from '../../test/harness.ts';
import { expectProblem } from '../../test/journeys.ts';
import { keyFrom } from '../http/idempotency.ts';
import { forgetAnswers } from './forget-answers.ts';

const DAY = 86_400_000;

describe('a key of a request', () => {
  it.each([
    ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['8e03978e-40d5', '8e03978e-40d5'],
    ['"order 4711, \\"first\\""', 'order 4711, "first"'],
    ['', null], ['""', null], ['two words', null], ['"open', null], ['"a", "b"', null], [`"${'x'.repeat(256)}"`, null], ['ключ', null], ['a"b', null],
  ])('%s is read as %s', (header, key) => expect(keyFrom(header)).toBe(key));
});

describe('a POST under an Idempotency-Key', () => {
  let h: Harness;
  let client: Agent;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    client = await h.asClient(['admin', 'templates:write', 'subscribers:write', 'subscribers:read']);
  }, 60_000);
  afterAll(() => h?.close());

  const create = (key: string, body: object, as = client) => as.post('/v1/api-clients').set('idempotency-key', key).send({ scopes: ['templates:read'], ...body });
  const named = async (name: string) => (await h.pool.query<{ id: string }>('select id from api_clients where name = $1', [name])).rows;

  it('acts once and gives the same answer again, secret and all, with a word that it is a replay', async () => {
    const [name, key] = [unique('Once '), `"${unique('key')}"`];
    const first = await create(key, { name }).expect(201);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    const again = await create(key.replaceAll('"', ''), { name }).expect(201);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.headers['content-type']).toBe(first.headers['content-type']);
    expect(again.text).toBe(first.text);
    expect(await named(name)).toHaveLength(1);
    // The order of the fields is no other request.
    expect((await client.post('/v1/api-clients').set('idempotency-key', key).send({ name, scopes: ['templates:read'] }).expect(201)).text).toBe(first.text);
  });

  it('gives an answer without a body again without one', async () => {
    const { body: { id } } = await (await h.asOwner()).post('/v1/connectors').send({ name: unique('None '), kind: 'none' }).expect(201);
    const compare = () => client.post(`/v1/connectors/${id}/drift`).set('idempotency-key', 'empty').expect(202);
    const [first, again] = [await compare(), await compare()];
    expect([again.headers['idempotency-replayed'], first.headers['content-type'], again.headers['content-type'], again.text]).toEqual(['true', undefined, undefined, '']);
  });

  it('acts once when twenty ask at the same moment; the others get the same answer or are told to wait', async () => {
    const [name, key] = [unique('Race '), unique('key')];
    const answers = await Promise.all(Array.from({ length: 20 }, () => create(key, { name })));
    const made = answers.filter(({ status }) => status === 201);
    expect(made.length).toBeGreaterThan(0);
    expect(new Set(made.map(({ text }) => text)).size).toBe(1);
    for (const refused of answers.filter(({ status }) => status !== 201)) {
      expectProblem(refused, 409, 'request.in_progress');
      expect(refused.headers['retry-after']).toBe('1');
    }
    expect(await named(name)).toHaveLength(1);
    const { rows } = await h.pool.query(`select 1 from events where type = 'api_client.created' and data->>'name' = $1`, [name]);
    expect(rows).toHaveLength(1);
  });

  it('is refused with 422 for another body or another address, and changes nothing', async () => {
    const [name, other, key] = [unique('First '), unique('Second '), unique('key')];
    await create(key, { name }).expect(201);
    expectProblem(await create(key, { name: other }), 422, 'request.key_reused');
    expect(await named(other)).toHaveLength(0);
    expectProblem(await client.post('/v1/subscribers/01890000-0000-7000-8000-000000000000/resend-mail').set('idempotency-key', key), 422, 'request.key_reused');
  });

  it('belongs to who asks: another program and another provider have keys of their own', async () => {
    const [name, key] = [unique('Mine '), unique('key')];
    const mine = await create(key, { name }).expect(201);
    for (const other of [await h.asClient(['admin']), await h.asOwner(), await h.stranger.asClient(['admin'])]) {
      const theirs = await create(key, { name }, other).expect(201);
      expect(theirs.body.id).not.toBe(mine.body.id);
    }
  });

  it('keeps Location and status of long work', async () => {
    const user = await h.provider.handOver();
    const key = unique('key');
    const ask = () => client.post('/v1/bulk-operations').set('idempotency-key', key).send({ action: 'change_package', package: 'standard', target: { ids: [user.id] } });
    const first = await ask().expect(202);
    const again = await ask().expect(202);
    expect(again.headers['location']).toBe(first.headers['location']);
    expect(again.body).toEqual(first.body);
    expect((await h.pool.query('select 1 from bulk_operations where provider_id = $1', [h.provider.id])).rows).toHaveLength(1);
  });

  it('leaves nothing behind when it is refused, so that the same key may try again', async () => {
    const user = await h.provider.handOver();
    const key = unique('key');
    const retry = (email: string) => client.post(`/v1/subscribers/${user.id}/retry-activation`).set('idempotency-key', key).send({ email, mode: 'verify' });
    expectProblem(await retry('no address'), 400, 'subscriber.email_invalid');
    await retry(`${unique('mended')}@example.com`).expect(202);
    expect((await rowOf(h, user.id))?.status).toBe('pending_email_validation');
  });

  it('is asked for: without a key nothing happens, for a program and for an admin, and the refusal says what to send', async () => {
    const name = unique('Keyless ');
    for (const caller of [client, await h.asOwner()]) {
      const refused = await caller.post('/v1/api-clients').unset('idempotency-key').send({ name, scopes: ['templates:read'] });
      expectProblem(refused, 400, 'request.key_missing');
      expect(refused.body.errors).toEqual([{ pointer: '/Idempotency-Key', message: expect.stringContaining('header') }]);
    }
    expect(await named(name)).toHaveLength(0);
    expectProblem(await h.asVisitor().post('/v1/api-clients').unset('idempotency-key').send({}), 401, 'access.signed_out');
  });

  it.each(['two words', '""', `"${'x'.repeat(256)}"`])('with the unusable key %s is refused with 400', async (key) => {
    expectProblem(await create(key, { name: 'x' }), 400, 'request.key_invalid');
  });

  it('asks for credentials first, and a token that has ended since gets no answer of before', async () => {
    const [name, key] = [unique('Gone '), unique('key')];
    const owner = await h.asOwner();
    const { body: doomed } = await owner.post('/v1/api-clients').send({ name, scopes: ['admin'] }).expect(201);
    const { body: token } = await supertest(h.url).post('/oauth/token').auth(doomed.id, doomed.clientSecret).type('form').send({ grant_type: 'client_credentials' }).expect(200);
    const program = bearing(h.url, token.access_token);
    await create(key, { name: unique('Made ') }, program).expect(201);
    await owner.delete(`/v1/api-clients/${doomed.id}`).expect(204);
    expectProblem(await create(key, { name: unique('Made ') }, program), 401, 'access.signed_out');
    expectProblem(await create(key, { name }, h.asVisitor()), 401, 'access.signed_out');
  });

  it('is kept two days, sealed, and then forgotten', async () => {
    const [name, key] = [unique('Old '), unique('key')];
    const { body } = await create(key, { name }).expect(201);
    const { rows } = await h.pool.query<{ text: string }>('select t::text as text from idempotency_keys t');
    expect(rows.length).toBeGreaterThan(0);
    for (const { text } of rows) for (const secret of [body.clientSecret, name, key]) expect(text).not.toContain(secret);
    h.clock.forward(1.9 * DAY);
    await forgetAnswers(h.services);
    expect((await h.pool.query('select 1 from idempotency_keys')).rows.length).toBe(rows.length);
    h.clock.forward(0.2 * DAY);
    await forgetAnswers(h.services);
    expect((await h.pool.query('select 1 from idempotency_keys')).rows).toEqual([]);
  });
});
