import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { type Agent, eventually, type Harness, startHarness, type TestProvider } from '../../test/harness.ts';
import { expectProblem } from '../../test/journeys.ts';
import { type Context, inTransaction } from '../context.ts';
import { eventTypes } from './event.ts';
import { recordedTypes } from './public-event.ts';
import { recordEvent } from './record-event.ts';
import { numberWaiting } from './sequencer.ts';

const DAY_MS = 86_400_000;
type Item = { id: string; type: string; vestibulesequence: string; time: string; source: string; data: Record<string, unknown> };
type Page = { items: Item[]; next: number; hasMore: boolean };

/** No worker: events are numbered when a test says so, or by the test's own numberers. */
describe('the feed of events', () => {
  let h: Harness;
  let reader: Agent;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    reader = await h.asClient(['events:read']);
  });
  afterAll(() => h.close());

  const number = () => numberWaiting(h.system(h.provider.id));
  const read = async (query: object = {}, as: Pick<Agent, 'get'> = reader): Promise<Page> => (await as.get('/v1/events').query(query).expect(200)).body;
  const latest = async () => (await read({ after: 'latest' })).next;
  const record = (ctx: Context, data: Record<string, unknown>, templateId: string | null = null) => inTransaction(ctx, (ctx) => recordEvent(ctx, { type: 'cluster.changed', templateId, data: { clusterId: crypto.randomUUID(), ...data } }));
  async function all(after: number | string, limit: number): Promise<Item[]> {
    const page = await read({ after, limit });
    return page.hasMore ? [...page.items, ...(await all(page.next, limit))] : page.items;
  }

  it('gives each public event once and in order while many write and several number, however small the pages', async () => {
    await number();
    const start = await latest();
    const ctx = h.system(h.provider.id);
    let writing = true;
    const numberers = [1, 2].map(async () => {
      while (writing) await number();
    });
    const seen: Item[] = [];
    const follower = (async () => {
      for (let after = start; ; ) {
        const last = !writing;
        const page = await read({ after, limit: 7 });
        seen.push(...page.items);
        after = page.next;
        if (last && !page.hasMore && (await latest()) === after) return;
      }
    })();
    await Promise.all(Array.from({ length: 8 }, async () => {
      for (let n = 0; n < 10; n++) await record(ctx, {});
    }));
    await number();
    writing = false;
    await Promise.all(numberers);
    await number();
    await follower;

    const written = await h.pool.query<{ id: string }>(`select event_id as id from event_links join events e on e.id = event_id where e.provider_id = $1 and number > $2 and e.type = 'cluster.changed' order by sequence`, [h.provider.id, start]);
    expect(written.rows.length).toBe(80);
    expect(seen.map(({ id }) => id)).toEqual(written.rows.map(({ id }) => id));
    expect(seen.map(({ vestibulesequence }) => Number(vestibulesequence))).toEqual(seen.map((_, index) => start + index + 1));
    expect((await all(start, 3)).map(({ id }) => id)).toEqual(seen.map(({ id }) => id));
  });

  it('says what happened as CloudEvents, and leaves out what stays inside', async () => {
    const start = await latest();
    const user = await h.provider.handOver();
    await h.provider.asReader();
    await number();
    const { items } = await read({ after: start });
    const [handedOver] = items.filter(({ type }) => type === 'io.vestibule.subscriber.handed_over.v1');
    expect(handedOver).toMatchObject({ specversion: '1.0', source: `http://vestibule.test/providers/${h.provider.id}`, subject: `subscribers/${user.id}`, datacontenttype: 'application/json', data: { subscriberId: user.id, templateId: h.provider.template.id, status: 'pending_email_input', actor: { kind: 'broadworks' } } });
    expect(items.some(({ type }) => type.includes('.admin.'))).toBe(false);
    expect(JSON.stringify(items)).not.toContain(user.userId);
  });

  it('filters by the beginning of a type, and still goes on to the end', async () => {
    const start = await latest();
    await h.provider.handOver();
    await record(h.system(h.provider.id), {});
    await number();
    const page = await read({ after: start, type: 'cluster' });
    expect(page.items.map(({ type }) => type)).toEqual(['io.vestibule.cluster.changed.v1']);
    expect([page.next, page.hasMore]).toEqual([await latest(), false]);
    expect((await read({ after: start, type: 'subscriber.provisioned,operation.failed' })).items).toEqual([]);
    expectProblem(await reader.get('/v1/events').query({ type: 'subscribr' }), 400, 'request.invalid');
  });

  it('waits for the next event, is woken by it, and answers with nothing when the time is over', async () => {
    await number();
    const after = await latest();
    let answer: Page | null = null;
    void read({ after, wait: 30 }).then((page) => (answer = page));
    await h.provider.handOver();
    await number();
    const page = await eventually<Page>(async () => answer, 'the answer long before its time is over');
    expect(page.items[0]?.type).toBe('io.vestibule.subscriber.handed_over.v1');
    await number();
    expect((await read({ after: await latest(), wait: 1 })).items).toEqual([]);
  });

  it('gives an operator of some templates no event of others, and a stranger none at all', async () => {
    const start = await latest();
    const other = await h.provider.newTemplate();
    const [mine, theirs] = [await h.provider.handOver(), await h.provider.handOver({ template: other })];
    await number();
    const operator = await h.provider.asOperator([h.provider.template.id]);
    const text = JSON.stringify((await read({ after: start }, operator)).items);
    expect(text).toContain(mine.id);
    for (const foreign of [theirs.id, other.id]) expect(text).not.toContain(foreign);
    expect((await read({ after: start }, operator)).next).toBe(await latest());
    const stranger = await h.stranger.asClient(['events:read']);
    expect(JSON.stringify((await read({}, stranger)).items)).not.toContain(h.provider.id);
    expect((await read({}, await h.provider.asOperator([]))).items).toEqual([]);
  });

  it('goes back 30 days; before that it says where to go on, and a number that never was is refused', async () => {
    const own: TestProvider = h.stranger;
    const client = await own.asClient(['events:read']);
    const ctx = h.system(own.id);
    await record(ctx, {});
    await numberWaiting(ctx);
    const { next: old } = await read({ after: 'latest' }, client);
    h.clock.forward(31 * DAY_MS);
    const fresh = await own.asClient(['events:read']);
    // Ids carry the time they were made; the test's come from the machine's clock, so the moved events get ids of their moment.
    const id = `${h.clock.now().getTime().toString(16).padStart(12, '0').replace(/^(.{8})/, '$1-')}-7000-8000-00000000beef`;
    await record({ ...ctx, ids: { next: () => id } }, {});
    await numberWaiting(ctx);
    const refused = await fresh.get('/v1/events').query({ after: old - 1 });
    expectProblem(refused, 410, 'events.too_old');
    expect(refused.body.detail).toContain(`after=${refused.body.suggestion}`);
    const [only, ...more] = (await read({ after: refused.body.suggestion }, fresh)).items;
    expect([only?.id, more]).toEqual([id, []]);
    expect((await read({}, fresh)).items.map((item) => item.id)).toEqual([id]);
    expectProblem(await fresh.get('/v1/events').query({ after: 999_999 }), 400, 'request.invalid');
    expectProblem(await fresh.get('/v1/events').query({ after: 'soon' }), 400, 'request.invalid');
    h.clock.forward(-31 * DAY_MS);
  });

  it('is for those who may read events', async () => {
    expectProblem(await supertest(h.url).get('/v1/events'), 401, 'access.signed_out');
    expectProblem(await (await h.asClient(['subscribers:read'])).get('/v1/events'), 403, 'access.forbidden');
    expect((await read({ after: 'latest' }, await h.asReader())).items).toEqual([]);
  });

  it('has decided about every type that is recorded', () => {
    const shown = recordedTypes([]);
    expect(shown.length).toBeGreaterThan(30);
    expect(eventTypes.length - shown.length).toBeGreaterThan(20);
  });

  it('lets a limited number of calls of one provider wait, and ends them all when the process ends', async () => {
    await number();
    const late = await h.asClient(['events:read']);
    const { next: after } = await read({ after: 'latest' }, late);
    const answers = Array.from({ length: 55 }, async () => (await late.get('/v1/events').query({ after, wait: 30 })).status);
    const refused = await eventually(async () => {
      const answer = await late.get('/v1/events').query({ after, wait: 1 });
      return answer.status === 429 && answer;
    }, 'a refusal');
    expectProblem(refused, 429, 'events.too_many_waiting');
    await h.app.close();
    const statuses = await Promise.all(answers);
    expect(statuses.filter((status) => status === 200)).toHaveLength(50);
  });
});
