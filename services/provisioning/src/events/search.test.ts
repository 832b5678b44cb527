import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unique } from '../../test/factories.ts';
import { type Agent, type Harness, startHarness } from '../../test/harness.ts';
import { fillList } from '../../test/many-subscribers.ts';

type Entry = { id: string; type: string; subject: string | null; subscriberId: string | null; customerId: string | null; target: { kind: string; id: string } | null; actor: { id: string | null; name: string | null }; data: Record<string, unknown> };

describe('what the audit log is narrowed to', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    owner = await h.asOwner();
  }, 60_000);
  afterAll(() => h?.close());
  const list = async (query: object, agent = owner): Promise<Entry[]> => (await agent.get('/v1/audit').query({ limit: 500, ...query }).expect(200)).body.items;
  const subjects = async (query: object, agent = owner) => [...new Set((await list(query, agent)).map(({ subject }) => subject))];

  it('is found by any part of a user\'s id, name or address, whatever the case and the accents', async () => {
    const userId = `${unique('zephyrine')}@sp.example`;
    const user = await h.provider.handOver({ userId });
    await h.pool.query(`update subscribers set search_folded = search_folded || ' melusine.lefevre@exemple.fr' where id = $1`, [user.id]);
    for (const q of [userId.slice(4, 16), userId.slice(4, 16).toUpperCase(), 'MÉLUSINE', 'lefevre@exem', userId]) expect([q, await subjects({ q })]).toEqual([q, [userId]]);
    expect(await list({ q: 'melusinx' })).toEqual([]);
    expect(await list({ q: '%%%' })).toEqual([]);
    expect(await list({ q: 'lefevre' }, await h.stranger.asOwner())).toEqual([]);
    expect(await list({ q: 'lefevre' }, await h.provider.asOperator([]))).toEqual([]);
    expect(await subjects({ q: 'lefevre' }, await h.provider.asOperator([user.template.id]))).toEqual([userId]);
  });

  it('is found by any part of a template\'s or a customer\'s name and of an admin\'s address', async () => {
    const { name } = await h.provider.newTemplate({ name: unique('Grands Comptes Éole ') });
    expect(await subjects({ q: 'comptes eole' })).toEqual([name]);
    const email = `${unique('gertrude')}@northwind.example`;
    await owner.post('/v1/admins').send({ email, name: 'Gertrude', role: 'read_only', password: 'a long enough password' }).expect(201);
    expect(await subjects({ q: email.slice(3, 12) })).toEqual([email]);
    const customer = await customerOf(await h.provider.handOver());
    const renamed = unique('Boulangerie Lumière ');
    await owner.patch(`/v1/customers/${customer}`).send({ name: renamed }).expect(200);
    expect(await subjects({ q: 'gerie lumiere' })).toEqual([renamed]);
    for (const q of ['comptes eole', email.slice(3, 12)]) expect(await list({ q }, await h.stranger.asOwner())).toEqual([]);
    const { text } = await owner.get('/v1/audit/export').query({ q: 'comptes eole' }).expect(200);
    expect(text.trim().split('\n')).toHaveLength(2);
  });

  it('finds a user who is gone by how the id begins', async () => {
    const user = await h.provider.handOver({ userId: `${unique('vanished')}@sp.example` });
    await owner.delete(`/v1/subscribers/${user.id}`).expect(204);
    expect(await subjects({ q: user.userId.slice(0, 12).toUpperCase() })).toEqual([user.userId]);
  });

  const customerOf = async (user: { id: string }): Promise<string> => (await owner.get(`/v1/subscribers/${user.id}`).expect(200)).body.customerId;

  it('is one customer: what happened to it and to its users, also after they are gone', async () => {
    const group = unique('bakery');
    const [one, two, other] = [await h.provider.handOver({ group }), await h.provider.handOver({ group }), await h.provider.handOver()];
    const customerId = await customerOf(one);
    await owner.patch(`/v1/customers/${customerId}`).send({ name: 'Bakery' }).expect(200);
    await owner.delete(`/v1/subscribers/${two.id}`).expect(204);
    const entries = await list({ customerId });
    expect(entries.map(({ type, subject }) => [type, subject])).toEqual(expect.arrayContaining([['customer.renamed', 'Bakery'], ['subscriber.handed_over', one.userId], ['subscriber.handed_over', two.userId], ['subscriber.withdrawn', two.userId]]));
    expect(entries.map(({ subject }) => subject)).not.toContain(other.userId);
    expect(entries.every((entry) => entry.customerId === customerId)).toBe(true);
    expect(entries.find(({ type }) => type === 'customer.renamed')).toMatchObject({ target: { kind: 'customer', id: customerId }, data: { changes: { name: { to: 'Bakery' } } } });
    expect(await list({ customerId }, await h.stranger.asOwner())).toEqual([]);
  });

  it('is one admin: what they did and what was done to them; by whom alone is asked with the actor', async () => {
    const email = `${unique('ida')}@example.com`;
    const { body: ida } = await owner.post('/v1/admins').send({ email, name: 'Ida', role: 'admin', password: 'a long enough password' }).expect(201);
    const agent = h.asVisitor();
    await agent.post('/v1/session').send({ email, password: 'a long enough password' }).expect(200);
    const user = await h.provider.handOver();
    await agent.post(`/v1/subscribers/${user.id}/change-package`).send({ package: 'premium' }).expect(202);
    await owner.post(`/v1/admins/${ida.id}/disable`).expect(200);
    expect((await list({ involvedId: ida.id })).map(({ type }) => type)).toEqual(['admin.disabled', 'subscriber.package_change_requested', 'admin.signed_in', 'admin.invited']);
    expect((await list({ actorId: ida.id })).map(({ type }) => type)).toEqual(['subscriber.package_change_requested', 'admin.signed_in']);
    expect(await list({ involvedId: ida.id }, await h.stranger.asOwner())).toEqual([]);
  });

  it('names the thing an event is about as long as that exists', async () => {
    const { body: cluster } = await owner.post('/v1/clusters').send({ name: unique('Cluster '), xsiUrl: h.broadworks.url }).expect(201);
    const [user, template] = [await h.provider.handOver(), await h.provider.newTemplate()];
    const about = async (query: object) => (await list(query))[0]?.target;
    const seen = async () => [await about({ involvedId: cluster.id }), await about({ subscriberId: user.id }), await about({ templateId: template.id })];
    expect(await seen()).toEqual([{ kind: 'cluster', id: cluster.id }, { kind: 'subscriber', id: user.id }, { kind: 'template', id: template.id }]);
    await owner.delete(`/v1/clusters/${cluster.id}`).expect(204);
    await owner.delete(`/v1/subscribers/${user.id}`).expect(204);
    await owner.delete(`/v1/templates/${template.id}`).expect(204);
    expect(await seen()).toEqual([null, null, null]);
  });

  describe('in a long log', () => {
    beforeAll(async () => {
      await fillList(h, h.provider, 3_000);
      await h.pool.query(
        `insert into events (provider_id, id, at, type, subscriber_id, subject, actor_kind, data, trace_id)
         select $1, gen_random_uuid(), now(), 'subscriber.signed_in', s.id, s.user_id, 'subscriber', '{}', '' from subscribers s, generate_series(1, 8) where s.provider_id = $1`, [h.provider.id]);
      await h.pool.query(
        `insert into events (provider_id, id, at, type, subject, search, actor_kind, data, trace_id)
         select $1, gen_random_uuid(), now(), 'admin.signed_in', 'night' || n || '@watch.example', 'night' || n || '@watch.example', 'admin', '{}', '' from generate_series(1, 2000) n`, [h.provider.id]);
      await h.pool.query('vacuum analyze events');
    }, 120_000);

    it.each([['quokkawitz', 8], ['night1234@', 1]])('finds the few that are about "%s" by an index', async (q, count) => {
      expect(await list({ q })).toHaveLength(count);
    });

    it('finds what thousands are about, page by page without gap or repetition', async () => {
      for (const q of ['@example.com', 'watch.exam']) {
        const { rows } = await h.pool.query<{ id: string }>(
          `select e.id from events e left join subscribers s on s.provider_id = e.provider_id and s.id = e.subscriber_id where e.provider_id = $1 and (s.search_folded like $2 or e.search like $2) order by e.id desc limit 1200`, [h.provider.id, `%${q}%`]);
        const pages: string[] = [];
        let cursor: string | null = null;
        do {
          const { body }: { body: { items: Entry[]; nextCursor: string | null } } = await owner.get('/v1/audit').query({ limit: 500, q, ...(cursor ? { cursor } : {}) }).expect(200);
          pages.push(...body.items.map(({ id }) => id));
          cursor = body.nextCursor;
        } while (cursor && pages.length < 1_200);
        expect(pages.slice(0, 1_200)).toEqual(rows.map(({ id }) => id));
      }
    });

    it('never reads the whole log for few', async () => {
      const client = await h.pool.connect();
      await client.query(`begin; select set_config('role', 'vestibule_app', true), set_config('app.provider_id', '${h.provider.id}', true)`);
      const plan = async (condition: string) => (await client.query<{ 'QUERY PLAN': string }>(`explain select * from events where provider_id = '${h.provider.id}' and ${condition} order by id desc limit 51`)).rows.map((row) => row['QUERY PLAN']).join('\n');
      const [one] = (await client.query<{ id: string }>(`select search_subscriber_ids('quokkawitz', 5) as id`)).rows;
      const conditions = [`((subject >= 'quo' and subject < 'quo\u{10FFFF}') or subscriber_id in ('${one?.id}') or id in ('${one?.id}'))`, `customer_id = '${one?.id}'`, `(actor_id = '${one?.id}' or thing_id = '${one?.id}')`];
      for (const condition of conditions) expect([condition, await plan(condition)]).toEqual([condition, expect.stringMatching(/Index Cond:[^\n]*(subject|customer_id|actor_id)/)]);
      await client.query('rollback');
      client.release();
    });

    it('gives the ids of no other provider, and none where no provider is named', async () => {
      const client = await h.pool.connect();
      const found = async (providerId: string) => {
        await client.query(`begin; select set_config('role', 'vestibule_app', true), set_config('app.provider_id', '${providerId}', true)`);
        const { rows } = await client.query<{ count: number }>(`select (select count(*) from search_subscriber_ids('quokkawitz', 5))::int + (select count(*) from search_event_ids('night1234@', 5))::int as count`);
        await client.query('rollback');
        return rows[0]?.count;
      };
      expect([await found(h.provider.id), await found(h.stranger.id), await found('')]).toEqual([2, 0, 0]);
      client.release();
    });
  });
});
