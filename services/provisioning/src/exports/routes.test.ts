import { once } from 'node:events';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Agent, eventually, type Harness, startHarness } from '../../test/harness.ts';
import { expectProblem } from '../../test/journeys.ts';
import { fillList } from '../../test/many-subscribers.ts';
import { parseCsv } from '../../test/parse-csv.ts';
import { killWorker, startWorkerProcess } from '../../test/worker-process.ts';
import { copySubscribers } from '../subscribers/export-subscribers.ts';
import { exportColumns } from '../subscribers/list-options.ts';
import { forgetExports } from './forget-exports.ts';

const ROWS = 3_000;
const DAY_MS = 86_400_000;

describe('exports', () => {
  let h: Harness;
  let owner: Agent;
  let templateId: string;
  beforeAll(async () => {
    h = await startHarness({ config: { exportRowsAtOnce: 1_000 } });
    owner = await h.asOwner();
    ({ templateId } = await fillList(h, h.provider, ROWS));
    await fillList(h, h.stranger, 15_000);
  });
  afterAll(() => h.close());

  const asked = async (body: object = {}, agent: Agent = owner) => (await agent.post('/v1/exports').send(body).expect(202)).body as { id: string };
  const ready = (id: string, agent: Agent = owner) =>
    eventually(async () => {
      const { body } = await agent.get(`/v1/exports/${id}`).expect(200);
      return body.state === 'ready' ? body : null;
    }, 'the file', 30_000);
  const fileOf = async (id: string, agent: Agent = owner) => (await agent.get(`/v1/exports/${id}/file`).expect(200)).text;
  const eventsOf = async (id: string) => (await h.pool.query<{ type: string }>(`select type from events where data->>'exportId' = $1 order by at, id`, [id])).rows.map(({ type }) => type);

  describe('streamed', () => {
    const take = (query: object) => owner.get('/v1/subscribers/export').query({ templateId, limit: undefined, ...query });

    it('holds the chosen columns in the chosen order, and refuses a column that is none', async () => {
      const { text } = await take({ columns: 'email,broadworksUserId,status', q: 'quokkawitz', sort: 'userId' }).expect(200);
      expect(text.split('\n')[0]).toBe('email,broadworksUserId,status');
      expect(parseCsv(text, ',').map((row) => row['broadworksUserId'])).toEqual(['user7@sp.example']);
      expectProblem(await take({ columns: 'email,password' }), 400, 'request.invalid');
      expectProblem(await take({ delimiter: '|' }), 400, 'request.invalid');
    });

    it('is recorded with who took what', async () => {
      await take({ q: 'quokkawitz', columns: 'status' }).expect(200);
      const { rows } = await h.pool.query(`select actor_kind, data from events where provider_id = $1 and type = 'export.downloaded' order by at desc limit 1`, [h.provider.id]);
      expect(rows[0]).toMatchObject({ actor_kind: 'admin', data: { list: 'subscribers', columns: ['status'], filters: { q: 'quokkawitz', templateId } } });
    });

    it('gives its connection back when whoever reads it goes away in the middle', async () => {
      const whole = { filters: {}, sort: 'name', columns: [...exportColumns], delimiter: ',', encoding: 'raw', bom: false } as const;
      for (let times = 0; times < 25; times++) {
        const stream = copySubscribers(h.system(h.stranger.id), whole, null).on('error', () => undefined);
        await once(stream, 'data');
        stream.destroy();
      }
      await eventually(async () => h.pool.totalCount === h.pool.idleCount && h.pool.waitingCount === 0, 'every connection to be free');
      await owner.get('/v1/subscribers').expect(200);
    });

    it('tells beforehand how large it would be, and no further than is worth counting', async () => {
      const size = async (query: object) => (await owner.get('/v1/subscribers/export/size').query(query).expect(200)).body;
      expect(await size({ templateId })).toEqual({ rows: 1_000, capped: true, inBackground: true });
      expect(await size({ templateId, q: 'quokkawitz' })).toEqual({ rows: 1, capped: false, inBackground: false });
      expect(await size({ templateId, status: 'error' })).toEqual({ rows: 90, capped: false, inBackground: false });
    });
  });

  describe('made in the background', () => {
    it('is the file that would have been streamed, with its size, and every step is recorded', async () => {
      const format = { sort: 'name', columns: 'broadworksUserId,firstName,lastName,email', delimiter: ';', encoding: 'raw' } as const;
      const answer = await owner.post('/v1/exports').send({ filter: { templateId, excludeProvisioned: true }, bom: true, ...format }).expect(202);
      expect(answer.headers['location']).toBe(`/v1/exports/${answer.body.id}`);
      const { id } = answer.body;
      const row = await ready(id);
      const streamed = (await owner.get('/v1/subscribers/export').query({ templateId, excludeProvisioned: true, bom: true, ...format }).expect(200)).text;
      expect(await fileOf(id)).toBe(streamed);
      expect(row).toMatchObject({ rows: 241, totalRows: 241, size: Buffer.byteLength(streamed), isOwn: true, delimiter: ';', encoding: 'raw', bom: true, fileName: expect.stringMatching(/^users-\d{4}-\d\d-\d\d-raw\.csv$/) });
      expect(new Date(row.expiresAt).getTime() - new Date(row.createdAt).getTime()).toBe(7 * DAY_MS);
      expect(await eventsOf(id)).toEqual(['export.requested', 'export.finished', 'export.downloaded']);
    });

    it('counts rows, not lines: a name may hold a line break and quotes', async () => {
      await h.pool.query(`update subscribers set first_name = E'a "quoted"\\nname' where provider_id = $1 and user_id = 'user7@sp.example'`, [h.provider.id]);
      const { id } = await asked({ filter: { templateId, status: 'error' } });
      await ready(id);
      const { id: one } = await asked({ filter: { q: 'user7@sp' } });
      expect(await ready(one)).toMatchObject({ rows: 1 });
      expect(parseCsv(await fileOf(one), ',')).toEqual([expect.objectContaining({ firstName: 'a "quoted"\nname' })]);
    });

    it('is sent packed to whoever takes gzip, and unpacked to whoever does not', async () => {
      const { id } = await asked({ filter: { templateId, status: 'error' } });
      await ready(id);
      const plain = await owner.get(`/v1/exports/${id}/file`).set('accept-encoding', 'identity').expect(200);
      expect(plain.headers['content-encoding']).toBeUndefined();
      expect(plain.headers['content-disposition']).toMatch(/^attachment; filename="users-.*-spreadsheet\.csv"$/);
      const packed = await owner.get(`/v1/exports/${id}/file`).set('accept-encoding', 'gzip').expect(200);
      expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: expect.stringContaining('accept-encoding') });
      expect(packed.text).toBe(plain.text);
      const { rows } = await h.pool.query<{ bytes: Buffer }>('select bytes from export_chunks where export_id = $1 order by number', [id]);
      expect(gunzipSync(Buffer.concat(rows.map(({ bytes }) => bytes))).toString()).toBe(plain.text);
    });

    it('holds an operator\'s own templates only, and is out of reach once one of them is taken from them', async () => {
      const operator = await h.provider.asOperator([templateId]);
      await h.provider.handOver();
      const { id } = await asked({ columns: 'templateName' }, operator);
      await ready(id, operator);
      expect(new Set(parseCsv(await fileOf(id, operator), ',').map((row) => row['templateName'])).size).toBe(1);
      await h.pool.query(`update admins set template_ids = '{}' where id = (select actor_id from exports where id = $1)`, [id]);
      expectProblem(await operator.get(`/v1/exports/${id}/file`), 404, 'export.not_found');
    });

    it('is its asker\'s and the owners\': absent for every other admin, program and provider', async () => {
      const reader = await h.asReader();
      const { id } = await asked({ filter: { status: 'error' } }, reader);
      await ready(id, reader);
      expect(await fileOf(id)).toContain('broadworksUserId');
      for (const stranger of [await h.asReader(), await h.provider.asAdmin('admin'), await h.stranger.asOwner(), await h.asClient(['subscribers:read'])]) {
        for (const answer of [await stranger.get(`/v1/exports/${id}`), await stranger.get(`/v1/exports/${id}/file`), await stranger.delete(`/v1/exports/${id}`).set('origin', 'http://vestibule.test')]) expectProblem(answer, 404, 'export.not_found');
        expect((await stranger.get('/v1/exports').expect(200)).body.items.map((item: { id: string }) => item.id)).not.toContain(id);
      }
      expect((await owner.get('/v1/exports').expect(200)).body.items.find((item: { id: string }) => item.id === id)).toMatchObject({ isOwn: false, askedBy: { kind: 'admin', name: 'read_only' } });
      expectProblem(await (await h.asClient(['templates:read'])).post('/v1/exports').send({}), 403, 'access.forbidden');
      expectProblem(await h.asVisitor().post('/v1/exports').send({}), 401, 'access.signed_out');
      expectProblem(await owner.post('/v1/exports').send({ filter: { colour: 'red' } }), 400, 'request.invalid');
    });

    it('is gone with its file when deleted', async () => {
      const { id } = await asked({ filter: { status: 'error' } });
      await ready(id);
      await owner.delete(`/v1/exports/${id}`).expect(204);
      expectProblem(await owner.get(`/v1/exports/${id}/file`), 404, 'export.not_found');
      expectProblem(await owner.delete(`/v1/exports/${id}`), 404, 'export.not_found');
      expect((await h.pool.query('select 1 from export_chunks where export_id = $1', [id])).rows).toEqual([]);
      expect(await eventsOf(id)).toEqual(['export.requested', 'export.finished', 'export.deleted']);
    });
  });
});

describe('exports while no worker is there', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    owner = await h.asOwner();
    await fillList(h, h.provider, 2_000);
  });
  afterAll(() => h.close());
  const ask = () => owner.post('/v1/exports').send({});

  it('lets one person have three in the making, however many they ask for at once', async () => {
    const answers = await Promise.all([ask(), ask(), ask(), ask(), ask()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 202, 409, 409]);
    expectProblem(answers.find(({ status }) => status === 409) ?? answers[0], 409, 'export.too_many');
    for (const { status, body } of answers) if (status === 202) await owner.delete(`/v1/exports/${body.id}`).expect(204);
  });

  it('a worker killed in the middle leaves no half file: another one makes it whole', async () => {
    await h.pool.query(`create function hold_first() returns trigger language plpgsql as $$ begin if new.attempt = 1 then perform pg_sleep(120); end if; return new; end $$`);
    await h.pool.query('create trigger hold_first before insert on export_chunks for each row execute function hold_first()');
    const { body } = await ask();
    const doomed = await startWorkerProcess(h);
    const state = async () => (await h.pool.query<{ state: string; attempt: number }>('select state, attempt from exports where id = $1', [body.id])).rows[0];
    const sleeping = `select pid from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`;
    await eventually(async () => (await h.pool.query(sleeping)).rows.length > 0, 'the worker to write', 20_000);
    await killWorker(doomed);
    await h.pool.query(`select pg_terminate_backend(pid) from (${sleeping}) as held`);
    expect(await state()).toMatchObject({ state: 'running', attempt: 1 });
    expectProblem(await owner.get(`/v1/exports/${body.id}/file`), 409, 'export.not_ready');

    const next = await startWorkerProcess(h);
    await eventually(async () => (await state())?.state === 'ready', 'another worker to make it', 40_000);
    expect(await state()).toMatchObject({ attempt: 2 });
    expect(parseCsv((await owner.get(`/v1/exports/${body.id}/file`).expect(200)).text, ',')).toHaveLength(2_001);
    await killWorker(next);
  });

  it('a file is dropped after seven days, not before, and is out of reach from that moment', async () => {
    const { rows: [kept] } = await h.pool.query<{ id: string }>(`select id from exports where state = 'ready'`);
    const chunks = async () => (await h.pool.query('select 1 from export_chunks')).rows.length;
    h.clock.forward(7 * DAY_MS - 600_000);
    await forgetExports(h.services);
    expect(await chunks()).toBeGreaterThan(0);
    h.clock.forward(700_000);
    const again = await h.asOwner();
    expectProblem(await again.get(`/v1/exports/${kept?.id}/file`), 404, 'export.not_found');
    await forgetExports(h.services);
    expect(await chunks()).toBe(0);
    expect((await h.pool.query('select 1 from exports')).rows).toEqual([]);
  });
});
