import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type Harness, startHarness, type TestProvider } from '../../test/harness.ts';
import { type Context, inTransaction } from '../context.ts';
import { numbersBetween } from './feed-for-delivery.ts';
import { numberEvents } from './number-events.ts';
import { recordEvent } from './record-event.ts';
import { numberWaiting } from './sequencer.ts';
import { verifyChain } from './verify-chain.ts';

type Link = { sequence: number; arrival: number; data: { n: number; of: number } };

/** No worker: the tests number when they say so. */
describe('the chain of events', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
  });
  afterAll(() => h.close());

  const record = (ctx: Context, data: Record<string, unknown>) => recordAll(ctx, [data]);
  const recordAll = (ctx: Context, each: Record<string, unknown>[]) =>
    inTransaction(ctx, async (ctx) => {
      for (const data of each) await recordEvent(ctx, { type: 'cluster.changed', data });
    });
  const chainOf = async ({ id }: TestProvider) =>
    (await h.pool.query<Link>('select l.sequence::int, e.data from event_links l join events e using (provider_id) where l.provider_id = $1 and e.id = l.event_id order by 1', [id])).rows;
  const walk = (provider: TestProvider) => verifyChain(h.system(provider.id), 0);
  const eventCount = async ({ id }: TestProvider) => (await h.pool.query<{ count: number }>('select count(*)::int as count from events where provider_id = $1', [id])).rows[0]?.count ?? 0;

  it('numbers what many transactions write at once, while several number: no gap, none twice, every writer in its own order', async () => {
    const ctx = h.system(h.provider.id);
    const writers = Array.from({ length: 12 }, async (_, of) => {
      for (let n = 0; n < 15; n++) await record(ctx, { n, of });
    });
    let writing = true;
    const numberers = [1, 2, 3].map(async () => {
      while (writing) await numberEvents(ctx, 7);
    });
    await Promise.all(writers);
    writing = false;
    await Promise.all(numberers);
    await numberWaiting(ctx);

    const chain = await chainOf(h.provider);
    expect(chain.map(({ sequence }) => sequence)).toEqual(Array.from({ length: await eventCount(h.provider) }, (_, index) => index + 1));
    for (let of = 0; of < 12; of++) expect(chain.filter(({ data }) => data.of === of).map(({ data }) => data.n)).toEqual(Array.from({ length: 15 }, (_, n) => n));
    expect((await h.pool.query('select 1 from event_arrivals where provider_id = $1', [h.provider.id])).rows).toEqual([]);
    expect(await walk(h.provider)).toEqual({ intact: true, checked: chain.length, head: chain.length, brokenAt: null, next: null });
  });

  it('keeps nobody waiting who writes while a batch is being numbered', async () => {
    const ctx = h.system(h.provider.id);
    const holder = await h.pool.connect();
    await holder.query('begin');
    await holder.query('select 1 from event_heads where provider_id = $1 for update', [h.provider.id]);
    await record(ctx, { n: 0, of: -1 });
    expect(await numberEvents(ctx)).toBe(0);
    await holder.query('rollback');
    holder.release();
    expect(await numberEvents(ctx)).toBe(1);
  });

  it('does not number what is not committed, and gives a late one the next number instead of leaving a hole', async () => {
    const ctx = h.system(h.provider.id);
    await numberWaiting(ctx);
    const before = (await chainOf(h.provider)).length;
    let release = () => undefined as void;
    const written = new Promise<void>((done) => (release = done));
    let go = () => undefined as void;
    const late = inTransaction(ctx, async (ctx) => {
      await recordEvent(ctx, { type: 'cluster.changed', data: { n: 1, of: -2 } });
      release();
      await new Promise<void>((done) => (go = done));
    });
    await written;
    await record(ctx, { n: 2, of: -2 });
    await numberWaiting(ctx);
    go();
    await late;
    await numberWaiting(ctx);
    expect((await chainOf(h.provider)).slice(before).map(({ sequence, data }) => [sequence, data.n])).toEqual([[before + 1, 2], [before + 2, 1]]);
  });

  it('leaves nothing behind of a transaction that fails', async () => {
    const ctx = h.system(h.provider.id);
    const before = await eventCount(h.provider);
    await expect(inTransaction(ctx, async (ctx) => {
      await recordEvent(ctx, { type: 'cluster.changed' });
      throw new Error('changed my mind');
    })).rejects.toThrow('changed my mind');
    await numberWaiting(ctx);
    expect([await eventCount(h.provider), (await walk(h.provider)).intact]).toEqual([before, true]);
  });

  describe('on the feed', () => {
    type Told = { sequence: number; number: number | null; type: string };
    const told = async ({ id }: TestProvider, db: Pick<pg.Pool, 'query'> = h.pool) =>
      (await db.query<Told>('select l.sequence::int, l.number::int, e.type from event_links l join events e on e.provider_id = l.provider_id and e.id = l.event_id where l.provider_id = $1 order by 1', [id])).rows;
    const numbersOf = (rows: readonly Told[]) => rows.flatMap(({ number }) => number ?? []);

    it('numbers what is told from 1 to n without a hole, in the order of the chain, whatever else is recorded, taken back or numbered at once; a reader sees no number before those below it', async () => {
      const ctx = h.system(h.stranger.id);
      const writers = Array.from({ length: 16 }, async (_, of) => {
        for (let n = 0; n < 8; n++) {
          await inTransaction(ctx, async (ctx) => {
            for (const type of [of % 2 ? 'cluster.changed' : 'admin.signed_in', n % 3 ? 'cluster.created' : 'message.queued'] as const) await recordEvent(ctx, { type, data: { n, of } });
            if ((n + of) % 4 === 0) throw new Error('taken back');
          }).catch(() => undefined);
        }
      });
      let writing = true;
      const numberers = [1, 2, 3].map(async () => {
        while (writing) await numberEvents(ctx, 5);
      });
      let seen = 0;
      const reader = (async () => {
        while (writing) {
          const { rows } = await h.pool.query<{ count: number; top: number }>('select count(*)::int as count, coalesce(max(number), 0)::int as top from event_links where provider_id = $1 and number is not null', [h.stranger.id]);
          expect(rows[0]?.count).toBe(rows[0]?.top);
          seen = Math.max(seen, rows[0]?.top ?? 0);
        }
      })();
      await Promise.all(writers);
      writing = false;
      await Promise.all([...numberers, reader]);
      await numberWaiting(ctx);

      const rows = await told(h.stranger);
      const numbers = numbersOf(rows);
      expect(numbers.length).toBeGreaterThan(80);
      expect(numbers.length).toBeLessThan(rows.length);
      expect(seen).toBeGreaterThan(0);
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      expect(rows.filter(({ type, number }) => (number === null) !== /^(admin|message)\./.test(type))).toEqual([]);
    });

    it('gives what was recorded before there were such numbers numbers that end where the chain ended: whoever goes on from an old number misses nothing', async () => {
      const client = await h.pool.connect();
      try {
        const before = await told(h.stranger);
        const [head, told40] = [before.length, before.filter(({ sequence, number }) => sequence > 40 && number !== null)];
        await client.query('begin; alter table event_links drop column number; alter table event_heads drop column number, drop column numbered_to');
        await client.query(`insert into webhook_endpoints (provider_id, id, url, description, types, state, secret_sealed, signing_key_sealed, public_key, cursor, created_by, created_at) values ($1, gen_random_uuid(), '', '', '{}', 'enabled', '', '', '', 40, '{}', now())`, [h.stranger.id]);
        for (const statement of (await readFile(new URL('../../migrations/0032_feed_numbers.sql', import.meta.url), 'utf8')).split('--> statement-breakpoint')) await client.query(statement);
        const after = await told(h.stranger, client);
        const numbers = numbersOf(after);
        expect(numbers).toEqual(numbers.map((_, index) => head - numbers.length + 1 + index));
        expect(after.every(({ sequence, number }) => number === null || number >= sequence)).toBe(true);
        const { rows } = await client.query<{ cursor: number; number: number }>('select e.cursor::int, h.number::int from webhook_endpoints e join event_heads h using (provider_id) where provider_id = $1', [h.stranger.id]);
        expect(rows).toEqual([{ cursor: head - told40.length, number: head }]);
      } finally {
        await client.query('rollback');
        client.release();
      }
    });
  });

  it('knows between which numbers a span of time stands, also what was committed after later events and so has a higher number', async () => {
    const ctx = h.system(h.provider.id);
    /** The next millisecond: ids begin with theirs. */
    const next = () => {
      const now = Date.now();
      while (Date.now() === now);
      return new Date();
    };
    await numberWaiting(ctx);
    await record(ctx, { n: 'before' });
    const from = next();
    await inTransaction(ctx, async (slow) => {
      await record(slow, { n: 'slow' });
      await record(ctx, { n: 'fast' });
      await numberWaiting(ctx);
    });
    await numberWaiting(ctx);
    const to = next();
    await record(ctx, { n: 'after' });
    await numberWaiting(ctx);
    const [span, open] = await inTransaction(ctx, async (ctx) => [await numbersBetween(ctx, from, to), await numbersBetween(ctx, from, null)]);
    const told = await h.pool.query<{ n: string }>(`select e.data->>'n' as n from event_links l join events e using (provider_id) where l.provider_id = $1 and e.id = l.event_id and l.number > $2 and l.number <= $3 order by l.number`, [h.provider.id, span?.after, span?.to]);
    expect([told.rows.map(({ n }) => n), open]).toEqual([['fast', 'slow'], { after: span?.after, to: (span?.to ?? 0) + 1 }]);
  });

  it('has a chain for every provider, each beginning at one', async () => {
    await numberWaiting(h.system(h.stranger.id));
    const [first] = await chainOf(h.stranger);
    expect(first?.sequence).toBe(1);
    expect((await walk(h.stranger)).intact).toBe(true);
  });

  describe('against tampering', () => {
    /** Does what only somebody with the database's own keys could, looks, and takes it back. */
    async function tamperedWith(sql: string): Promise<Awaited<ReturnType<typeof verifyChain>>> {
      const client = await h.pool.connect();
      await client.query(`create table kept_events as select * from events; create table kept_links as select * from event_links; create table kept_heads as select * from event_heads`);
      await client.query(`set session_replication_role = replica`);
      try {
        await client.query(sql.replaceAll('$provider', `'${h.provider.id}'`));
        return await walk(h.provider);
      } finally {
        await client.query('delete from events; delete from event_links; delete from event_heads');
        const columns = 'provider_id, id, at, type, subscriber_id, template_id, subject, actor_kind, actor_id, actor_name, data, trace_id, customer_id, search';
        await client.query(`insert into events (${columns}) select ${columns} from kept_events; insert into event_links select * from kept_links; insert into event_heads select * from kept_heads`);
        await client.query('drop table kept_events, kept_links, kept_heads; set session_replication_role = default');
        client.release();
      }
    }
    const fifth = `(select event_id from event_links where provider_id = $provider and sequence = 5)`;

    it.each([
      ['an event whose data was changed', `update events set data = '{"n": 99}' where provider_id = $provider and id = ${fifth}`, 5],
      ['an event that somebody else is said to have done', `update events set actor_name = 'Mallory' where provider_id = $provider and id = ${fifth}`, 5],
      ['an event that is said to be about a customer', `update events set customer_id = gen_random_uuid() where provider_id = $provider and id = ${fifth}`, 5],
      ['an event that is said to have been at another time', `update events set at = at - interval '1 day' where provider_id = $provider and id = ${fifth}`, 5],
      ['an event that is gone', `delete from events where provider_id = $provider and id = ${fifth}`, 5],
      ['an event that is gone with its number', `delete from event_links where provider_id = $provider and sequence = 5`, 5],
      ['two events that changed places', `update event_links set sequence = case sequence when 5 then -6 else -5 end where provider_id = $provider and sequence in (5, 6); update event_links set sequence = -sequence where provider_id = $provider and sequence < 0`, 5],
      ['a forged hash', `update event_links set hash = sha256('x') where provider_id = $provider and sequence = 5`, 5],
    ])('finds %s', async (_what, sql, at) => {
      const found = await tamperedWith(sql);
      expect(found).toMatchObject({ intact: false, brokenAt: at, next: null });
      expect(await walk(h.provider)).toMatchObject({ intact: true, brokenAt: null });
    });

    it('finds that the newest events were cut off', async () => {
      const { head } = await walk(h.provider);
      const found = await tamperedWith(`delete from events where provider_id = $provider and id = (select event_id from event_links where provider_id = $provider and sequence = ${head}); delete from event_links where provider_id = $provider and sequence = ${head}`);
      expect(found).toMatchObject({ intact: false, brokenAt: head });
    });
  });

  it.each([
    ['change an event', `update events set data = '{}' where provider_id = $1`],
    ['delete an event', 'delete from events where provider_id = $1'],
    ['empty the events', 'truncate events'],
    ['change a number', 'update event_links set sequence = sequence + 1 where provider_id = $1'],
    ['delete a number', 'delete from event_links where provider_id = $1'],
    ['delete the end of the chain', 'delete from event_heads where provider_id = $1'],
  ])('refuses the role the product works with to %s', async (_what, sql) => {
    const client = await h.pool.connect();
    try {
      await client.query(`begin; select set_config('role', 'vestibule_app', true), set_config('app.provider_id', '${h.provider.id}', true)`);
      const answer = await client.query(sql.replace('$1', `'${h.provider.id}'`)).catch((error: unknown) => error);
      expect(answer instanceof pg.DatabaseError && answer.code).toBe('42501');
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});
