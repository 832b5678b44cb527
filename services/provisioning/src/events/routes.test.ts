import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unique } from '../../test/factories.ts';
import { type Agent, eventually, type Harness, startHarness, visitor } from '../../test/harness.ts';
import { expectProblem, type User } from '../../test/journeys.ts';
import { parseCsv } from '../../test/parse-csv.ts';

type Entry = { id: string; sequence: number | null; type: string; subject: string | null; subscriberId: string | null; templateId: string | null; actor: { kind: string; id: string | null; name: string | null }; data: Record<string, unknown>; traceId: string; at: string };

describe('the audit log', () => {
  let h: Harness;
  let owner: Agent;
  let other: Awaited<ReturnType<Harness['provider']['newTemplate']>>;
  let mine: User;
  let theirs: User;
  beforeAll(async () => {
    h = await startHarness();
    owner = await h.asOwner();
    other = await h.provider.newTemplate();
    mine = await h.provider.handOver();
    theirs = await h.provider.handOver({ template: other });
  });
  afterAll(() => h.close());

  const list = async (query: object = {}, agent = owner): Promise<Entry[]> => (await agent.get('/v1/audit').query({ limit: 500, ...query }).expect(200)).body.items;
  const typesOf = (entries: readonly Entry[]) => [...new Set(entries.map(({ type }) => type))].sort();
  const until = (query: object, type: string) => eventually(async () => (await list(query)).find((entry) => entry.type === type), `an event ${type}`);

  it('names who did what to whom, with the old and the new value and the tracking id', async () => {
    const { id, name } = await h.provider.newTemplate();
    const { body: session } = await owner.get('/v1/session').expect(200);
    const renamed = unique('Renamed ');
    await owner.patch(`/v1/templates/${id}`).set('traceparent', `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`).send({ name: renamed, adapterPassword: 'a new adapter pw', look: { accentColor: '#112233' } }).expect(200);
    const [entry] = await list({ templateId: id });
    expect(entry).toMatchObject({
      type: 'template.changed', subject: renamed, templateId: id, traceId: 'ab'.repeat(16),
      actor: { kind: 'admin', id: session.admin.id, name: 'owner' },
      data: { changes: { name: { from: name, to: renamed }, accentColor: { to: '#112233' } }, newAdapterPassword: true },
    });
    expect(JSON.stringify(entry)).not.toContain('a new adapter pw');
  });

  it('tells where an admin signed in from, that somebody tried and was refused, and when the admin left', async () => {
    const email = `${unique('ada')}@example.com`;
    await owner.post('/v1/admins').send({ email, name: 'Ada', role: 'read_only', password: 'a long enough password' }).expect(201);
    const ada = visitor(h.url);
    expectProblem(await ada.post('/v1/session').send({ email, password: 'not this one' }), 401, 'access.sign_in_refused');
    await ada.post('/v1/session').send({ email, password: 'a long enough password' }).expect(200);
    await ada.delete('/v1/session').expect(204);
    await until({ q: email }, 'admin.sign_in_refused');
    const entries = await list({ q: email, group: 'admin' });
    expect(typesOf(entries)).toEqual(['admin.invited', 'admin.sign_in_refused', 'admin.signed_in', 'admin.signed_out']);
    for (const type of ['admin.signed_in', 'admin.signed_out']) expect(entries.find((entry) => entry.type === type)).toMatchObject({ subject: email, actor: { kind: 'admin', name: 'Ada' }, data: { address: '127.0.0.1' } });
    expect(entries.find(({ type }) => type === 'admin.sign_in_refused')).toMatchObject({ actor: { kind: 'visitor', id: null }, data: { address: '127.0.0.1' } });
    expect(JSON.stringify(entries)).not.toContain('not this one');
  });

  it('records nothing of a sign-in with an address nobody has', async () => {
    const email = `${unique('nobody')}@example.com`;
    await visitor(h.url).post('/v1/session').send({ email, password: 'whatever it is' }).expect(401);
    expect((await h.pool.query('select 1 from events where subject = $1', [email])).rows).toEqual([]);
  });

  it('still names a user who is gone', async () => {
    const user = await h.provider.handOver();
    await owner.delete(`/v1/subscribers/${user.id}`).expect(204);
    const entries = await list({ q: user.userId });
    expect(typesOf(entries)).toEqual(['subscriber.deleted', 'subscriber.handed_over', 'subscriber.withdrawn']);
    expect(entries.every(({ subject, templateId }) => subject === user.userId && templateId === user.template.id)).toBe(true);
  });

  it('is filtered by kind of actor, by actor, by type and group, by template, by user, by time and by whom it is about', async () => {
    await owner.post(`/v1/subscribers/${mine.id}/change-package`).send({ package: 'premium' }).expect(202);
    const { body: session } = await owner.get('/v1/session').expect(200);
    expect(new Set((await list({ actor: 'broadworks' })).map(({ actor }) => actor.kind))).toEqual(new Set(['broadworks']));
    expect(new Set((await list({ actor: 'admin,broadworks' })).map(({ actor }) => actor.kind))).toEqual(new Set(['admin', 'broadworks']));
    expect((await list({ actor: 'admin', actorId: session.admin.id })).every(({ actor }) => actor.id === session.admin.id)).toBe(true);
    expect(typesOf(await list({ type: 'subscriber.handed_over' }))).toEqual(['subscriber.handed_over']);
    expect(typesOf(await list({ type: 'subscriber.handed_over', group: 'connector,cluster' }))).toEqual(['cluster.created', 'connector.created', 'subscriber.handed_over']);
    expect((await list({ templateId: other.id })).every(({ templateId }) => templateId === other.id)).toBe(true);
    expect(typesOf(await list({ subscriberId: mine.id }))).toEqual(['subscriber.handed_over', 'subscriber.package_change_requested']);
    expect(typesOf(await list({ q: mine.userId.toUpperCase().slice(0, 8), subscriberId: mine.id }))).toEqual(['subscriber.handed_over', 'subscriber.package_change_requested']);
    for (const q of [other.name, other.name.toLowerCase()]) expect((await list({ q, group: 'template' })).map(({ subject }) => subject)).toContain(other.name);
    const all = await list();
    const middle = all[Math.floor(all.length / 2)]?.at ?? '';
    expect((await list({ from: middle })).map(({ id }) => id)).toEqual(all.filter(({ at }) => at >= middle).map(({ id }) => id));
    expect((await list({ to: middle })).map(({ id }) => id)).toEqual(all.filter(({ at }) => at <= middle).map(({ id }) => id));
    expect(await list({ from: '2001-01-01T00:00:00Z', to: '2001-01-02T00:00:00Z' })).toEqual([]);
  });

  it.each([{ type: 'subscriber.teleported' }, { group: 'weather' }, { actor: 'ghost' }, { from: 'yesterday' }, { from: '2026-02-30T00:00:00Z' }, { to: '2026-06-30T23:59:60Z' }, { templateId: 'x' }])('refuses %j', async (query) => {
    expectProblem(await owner.get('/v1/audit').query(query), 400, 'request.invalid');
    expectProblem(await owner.get('/v1/audit/export').query(query), 400, 'request.invalid');
  });

  it('comes newest first in pages without gap or repetition, also while more is written; a cursor belongs to its filters', async () => {
    const whole = (await list()).map(({ id }) => id);
    const joined: string[] = [];
    let cursor: string | null | undefined;
    do {
      const { body } = await owner.get('/v1/audit').query({ limit: 7, ...(cursor && { cursor }) }).expect(200);
      if (!cursor) await h.provider.handOver();
      joined.push(...body.items.map(({ id }: Entry) => id));
      cursor = body.nextCursor;
    } while (cursor);
    expect(joined).toEqual(whole);
    const { body } = await owner.get('/v1/audit').query({ limit: 2 }).expect(200);
    expectProblem(await owner.get('/v1/audit').query({ limit: 2, cursor: body.nextCursor, actor: 'admin' }), 400, 'request.cursor_invalid');
    expectProblem(await (await h.stranger.asOwner()).get('/v1/audit').query({ limit: 2, cursor: body.nextCursor }), 400, 'request.cursor_invalid');
  });

  it('shows an operator limited to templates what happened there, and nothing else', async () => {
    const operator = await h.provider.asOperator([other.id]);
    const seen = await list({}, operator);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.every(({ templateId }) => templateId === other.id)).toBe(true);
    expect(seen.map(({ subject }) => subject)).toContain(theirs.userId);
    for (const query of [{ subscriberId: mine.id }, { templateId: mine.template.id }, { q: mine.userId }, { group: 'admin' }]) expect(await list(query, operator)).toEqual([]);
    const { text } = await operator.get('/v1/audit/export').expect(200);
    expect(text).toContain(theirs.userId);
    expect(text).not.toContain(mine.userId);
    expect(await list({}, await h.provider.asOperator([]))).toEqual([]);
  });

  it('is read by every role and by a program with events:read; refused to others and to strangers; shows no provider another\'s', async () => {
    for (const role of ['owner', 'admin', 'operator', 'help_desk', 'read_only'] as const) await (await h.provider.asAdmin(role)).get('/v1/audit').expect(200);
    await (await h.asClient(['events:read'])).get('/v1/audit').expect(200);
    for (const path of ['/v1/audit', '/v1/audit/export', '/v1/audit/chain']) {
      expectProblem(await (await h.asClient(['subscribers:read'])).get(path), 403, 'access.forbidden');
      expectProblem(await h.asVisitor().get(path), 401, 'access.signed_out');
    }
    const stranger = await h.stranger.asOwner();
    expect(JSON.stringify(await list({}, stranger))).not.toContain(mine.userId);
    expect(await list({ subscriberId: mine.id }, stranger)).toEqual([]);
  });

  it('is exported with the same filters, safe for spreadsheets or raw, and the export is itself recorded', async () => {
    const name = `=cmd()${unique('x')}`;
    await h.provider.newTemplate({ name });
    const { text } = await owner.get('/v1/audit/export').query({ type: 'template.created' }).expect(200);
    const rows = parseCsv(text, ',');
    expect(text.split('\r\n')[0]?.split('\n')[0]).toBe('sequence,at,type,actorKind,actorName,actorId,subject,subscriberId,templateId,customerId,data,trackingId,eventId,hash');
    expect(new Set(rows.map((row) => row['type']))).toEqual(new Set(['template.created']));
    expect(rows.map((row) => row['subject'])).toContain(`'${name}`);
    expect(rows.map((row) => row['eventId'])).toEqual((await list({ type: 'template.created' })).map(({ id }) => id));
    const raw = await owner.get('/v1/audit/export').query({ type: 'template.created', encoding: 'raw', delimiter: ';', bom: true }).expect(200);
    expect(raw.text.startsWith('\uFEFFsequence;at;')).toBe(true);
    expect(raw.text).toContain(`;${name};`);
    expect(raw.headers['content-disposition']).toMatch(/^attachment; filename="audit-\d{4}-\d\d-\d\d-raw.csv"$/);
    expect(await until({ group: 'export' }, 'export.downloaded')).toMatchObject({ actor: { kind: 'admin', name: 'owner' }, data: { list: 'audit', encoding: 'raw' } });
    await owner.get('/v1/subscribers/export').query({ templateId: other.id }).expect(200);
    await eventually(async () => (await list({ group: 'export', templateId: other.id }))[0]?.data['list'] === 'subscribers', 'the export of users in the log');
  });

  it('is verified up to its end, tells so to the next who looks, and names the event that was tampered with', async () => {
    await eventually(async () => (await h.pool.query('select 1 from event_arrivals')).rows.length === 0, 'every event to have its number');
    const { body } = await owner.post('/v1/audit/verify').expect(200);
    expect(body).toMatchObject({ intact: true, brokenAt: null, next: null });
    expect(body.checked).toBe(body.head);
    expect((await owner.get('/v1/audit/chain').expect(200)).body).toMatchObject({ head: body.head, verifiedTo: body.head, brokenAt: null, verifiedAt: expect.any(String) });
    await h.pool.query(`update events set actor_name = 'Mallory' where provider_id = $1 and id = (select event_id from event_links where provider_id = $1 and sequence = 3)`, [h.provider.id]);
    expect((await owner.post('/v1/audit/verify').expect(200)).body).toMatchObject({ intact: false, brokenAt: 3, next: null });
    expect((await owner.get('/v1/audit/chain').expect(200)).body).toMatchObject({ verifiedTo: 2, brokenAt: 3 });
    expect((await (await h.stranger.asOwner()).post('/v1/audit/verify').expect(200)).body.intact).toBe(true);
    expectProblem(await h.asVisitor().post('/v1/audit/verify'), 401, 'access.signed_out');
  });

  it('stays on an index for every filter', async () => {
    const id = h.provider.id;
    await h.pool.query(`set session_replication_role = replica; insert into events (provider_id, id, at, type, subject, actor_kind, data, trace_id)
      select '${id}', gen_random_uuid(), now(), 'subscriber.signed_in', 'user' || n, 'subscriber', '{}', '' from generate_series(1, 20000) n; set session_replication_role = default; analyze events`);
    const conditions = ['true', `((subject >= 'ana' and subject < 'ana\u{10FFFF}') or (subject >= 'Ana' and subject < 'Ana\u{10FFFF}'))`, `subscriber_id = '${mine.id}'`, `template_id = '${other.id}'`, `actor_kind = 'admin'`, `type = 'template.deleted'`];
    for (const condition of conditions) {
      const client = await h.pool.connect();
      await client.query(`begin; select set_config('role', 'vestibule_app', true), set_config('app.provider_id', '${id}', true); `);
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain select * from events where provider_id = '${id}' and ${condition} order by id desc limit 51`);
      await client.query('rollback');
      client.release();
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect([condition, plan]).toEqual([condition, expect.not.stringContaining('Seq Scan')]);
      if (condition !== 'true') expect([condition, /Index Cond:[^\n]*(subscriber_id|template_id|actor_kind|type|subject)/.test(plan)]).toEqual([condition, true]);
    }
  });
});
