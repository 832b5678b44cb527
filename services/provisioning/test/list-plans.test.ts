import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool, type Db, type Pool, withTenant } from '../src/db/db.ts';
import type { Start } from '../src/db/page.ts';
import { type EnterpriseFilters, selectCustomers, selectEnterprises } from '../src/customers/store.ts';
import { countByStatus, countUpTo } from '../src/subscribers/count-query.ts';
import { sorts } from '../src/subscribers/list-options.ts';
import { keyOf, selectSubscribers, type SubscriberFilters, type SubscriberKey } from '../src/subscribers/list-query.ts';
import { findMatching, type Search, type SearchStart } from '../src/subscribers/search-query.ts';
import { type Harness, startHarness } from './harness.ts';
import { fillList } from './many-subscribers.ts';

const ROWS = 12_000;

/** What the database really does for a list, as the restricted role, next to another provider's rows: told by the server for every statement, those inside functions too. */
describe('no list reads a provider\'s rows one by one', () => {
  let h: Harness;
  let pool: Pool;
  let plans: string[];
  let customerId: string;
  let templateId: string;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    await fillList(h, h.stranger, ROWS);
    ({ customerId, templateId } = await fillList(h, h.provider, ROWS));
    plans = [];
    pool = createPool(h.database.url, { max: 1 });
    const client = await pool.connect();
    client.on('notice', ({ message }) => void (message?.includes('plan:') && plans.push(message)));
    // A table this small is cheapest read whole, even for what is never done with a large one; counting to ten thousand is.
    await client.query(`load 'auto_explain'; set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on; set auto_explain.log_level = notice; set client_min_messages = notice; set random_page_cost = 1.1`);
    client.release();
  });
  afterAll(async () => {
    await pool.end();
    await h.close();
  });

  async function plansOf(work: (db: Db) => Promise<unknown>): Promise<string> {
    await withTenant(pool, { providerId: h.provider.id }, async (db) => {
      plans.length = 0;
      await work(db);
    });
    expect(plans.length).toBeGreaterThan(0);
    return plans.join('\n');
  }
  const list = (filters: SubscriberFilters, sort: (typeof sorts)[number] = '-lastStatusChange', start: Start<SubscriberKey> | null = null) =>
    plansOf((db) => selectSubscribers(db, h.provider.id, { filters, visible: null, sort, limit: 50, start }));
  const rowsOf = (sort: (typeof sorts)[number], limit: number) => withTenant(pool, { providerId: h.provider.id }, (db) => selectSubscribers(db, h.provider.id, { filters: {}, visible: null, sort, limit, start: null }));
  /** From where a list is read backwards whole. */
  const endOf = async (sort: (typeof sorts)[number]) => {
    const [last] = await rowsOf(sorts.find((other) => other === sort.slice(1) || other === `-${sort}`) ?? sort, 1);
    return { before: last ? keyOf(sort, last) : ['', ''] } satisfies Start<SubscriberKey>;
  };
  const wholeTable = /Seq Scan on (public\.)?subscribers\b/;

  const indexOf = { lastStatusChange: 'subscribers_since', userId: 'subscribers_by_user', name: 'subscribers_by_name', email: 'subscribers_by_email', createdAt: 'subscribers_provider_id_id_pk' } as const;
  it.each(sorts)('sorted by %s, a page is read off its index without sorting, the first, a later one and the one before', async (sort) => {
    const [, field] = /^-?(\w+)$/.exec(sort) ?? [];
    const rows = await rowsOf(sort, 5_000);
    const last = rows.at(-1);
    const keys = last ? [keyOf(sort, last), ...(field === 'email' ? [[null, last.id] satisfies SubscriberKey] : [])] : [];
    for (const start of [null, ...keys.flatMap((key) => [{ after: key }, { before: key }])]) {
      const plan = await list({}, sort, start);
      expect(plan).toContain(indexOf[field as keyof typeof indexOf]);
      expect(plan).not.toMatch(/Sort Key/);
      expect(plan).not.toMatch(wholeTable);
    }
  });

  it.each([
    ['errors', { status: ['error'] }, /subscribers_open_status/],
    ['what is open', { excludeProvisioned: true }, /subscribers_open\b/],
    ['one template', () => ({ templateId }), /subscribers_template_since|subscribers_since/],
    ['errors of one template', () => ({ templateId, status: ['error'] }), /subscribers_template_status|subscribers_open_status/],
    ['one customer', () => ({ customerId }), /subscribers_customer_status/],
    ['a seldom package', { package: ['premium'] }, /subscribers_package_since/],
  ] as [string, SubscriberFilters | (() => SubscriberFilters), RegExp][])('%s: by its own index, in every order and direction', async (_what, given, index) => {
    const filters = typeof given === 'function' ? given() : given;
    expect(await list(filters)).toMatch(index);
    for (const sort of sorts) for (const start of [null, await endOf(sort)]) expect(await list(filters, sort, start)).not.toMatch(wholeTable);
  });

  it.each([['in the order of change', '-lastStatusChange'], ['by name', 'name'], ['by address', '-email']] as const)('a rare term, %s, is found by the index over the texts, on the way back too', async (_order, sort) => {
    for (const start of [null, await endOf(sort)]) {
      const plan = await list({ q: 'quokkawitz' }, sort, start);
      expect(plan).toMatch(/Bitmap Index Scan on subscribers_search/);
      expect(plan).toMatch(/Function Scan on search_subscribers/);
      expect(plan).not.toMatch(wholeTable);
    }
  });

  it('a frequent term is found by reading a few rows from where the page begins', async () => {
    for (const start of [null, await endOf('-lastStatusChange')]) {
      const plan = await list({ q: 'example' }, '-lastStatusChange', start);
      expect(plan).toMatch(/Index Scan (Backward )?using subscribers_since/);
      expect(plan).not.toMatch(/search_subscribers/);
    }
  });

  it.each(['q', 'qu'])('%j, too short to stand anywhere in a text, is looked for at the beginning of words, and by the index', async (q) => {
    const plan = await list({ q });
    expect(plan).toMatch(/Bitmap Index Scan on subscribers_search/);
    expect(plan).not.toMatch(wholeTable);
  });

  it.each([
    ['all', {}], ['a template', () => ({ templateId })], ['a customer', () => ({ customerId })], ['a package', { package: ['premium'] }], ['a rare term', { q: 'quokkawitz' }], ['one letter', { q: 'q' }], ['a frequent term', { q: 'example' }],
  ] as [string, SubscriberFilters | (() => SubscriberFilters)][])('counts of %s by status, and up to a limit, never read the table', async (_what, given) => {
    const filters = typeof given === 'function' ? given() : given;
    const plan = await plansOf((db) => countByStatus(db, h.provider.id, filters, null));
    expect(plan).not.toMatch(wholeTable);
    expect(await plansOf((db) => countUpTo(db, h.provider.id, filters, null, 1_000))).not.toMatch(wholeTable);
    if (filters.q === 'quokkawitz') expect(plan).toMatch(/subscribers_search/);
  });

  const published: Search[] = [{ userId: 'user7@sp.example' }, { email: 'nobody@example.com' }, { personId: 'nobody' }, { spEnterpriseIds: ['SP1+seldom'] }, { status: ['error'] }, {}];
  it.each(published)('the published search %j reads few rows', async (search) => {
    const plan = await plansOf((db) => findMatching(db, h.provider.id, search, { limit: 50, start: { offset: 0 }, visible: null }));
    expect(plan).not.toMatch(wholeTable);
  });

  it.each([
    ['created lately', /subscribers_created/, (late: Date): Search => ({ createdAfter: late })],
    ['activated by themselves', /subscribers_self_activated/, (): Search => ({ selfActivated: true })],
    ['changed lately', /subscribers_since/, (late: Date): Search => ({ changedAfter: late })],
  ])('the published search for who %s and nothing else goes by an index, and reads few rows', async (_what, index, searchFor) => {
    const column = index.source === 'subscribers_since' ? 'last_status_change' : 'created_at';
    const { rows: [newest] } = await h.pool.query<{ at: Date }>(`select ${column} as at from subscribers where provider_id = $1 order by ${column} desc offset 20 limit 1`, [h.provider.id]);
    const search = searchFor(newest?.at ?? new Date());
    for (const start of [{ offset: 0 }, { before: ['2100-01-01T00:00:00.000Z', '01890000-0000-7000-8000-000000000000'] }] satisfies SearchStart[]) {
      const plan = await plansOf((db) => findMatching(db, h.provider.id, search, { limit: 50, start, visible: null }));
      expect(plan).toMatch(index);
      expect(plan).not.toMatch(wholeTable);
    }
  });

  it.each([{}, { startsWith: ['SP1+s'] }, { spEnterpriseIds: ['SP1+seldom'] }] as EnterpriseFilters[])('the published list of enterprises %j is read off its index, and our own of customers both ways', async (filters) => {
    await h.pool.query(
      `insert into customers (provider_id, id, sp_enterprise_id, name, template_id, created_at) select $1, gen_random_uuid(), 'SP2+' || i, 'more', $2, now() from generate_series(1, 5000) i on conflict do nothing`,
      [h.provider.id, templateId],
    );
    await h.pool.query('analyze customers');
    for (const start of [{ after: ['made', templateId] }, { before: ['more', templateId] }] satisfies Start<[string, string]>[]) {
      const own = await plansOf((db) => selectCustomers(db, h.provider.id, { limit: 100, start, only: null }));
      expect(own).toMatch(/Index Scan (Backward )?using customers_by_name/);
    }
    const plan = await plansOf((db) => selectEnterprises(db, h.provider.id, { ...filters, limit: 100, start: { after: 'SP1+a' }, only: null }));
    expect(plan).not.toMatch(/Seq Scan on (public\.)?customers\b|Sort Key/);
  });
});
