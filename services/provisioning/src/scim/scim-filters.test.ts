import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { createPool, type Pool, withTenant } from '../db/db.ts';
import { type Harness, startHarness } from '../../test/harness.ts';
import { CORE, EXTENSION } from './attributes.ts';
import { conditionOf } from './filter.ts';
import { countCandidates, countUsers, readUsers } from './list-query.ts';
import { orderOf } from './order.ts';
import { MOST_READ } from './read-users.ts';

const ALL = ['ana', 'bo', 'cy', 'dora', 'eva'];

describe('users are found by what a filter says', () => {
  let h: Harness;
  let token: string;
  let ids: Map<string, string>;
  const as = (bearer = token) => supertest.agent(h.url).set('authorization', `Bearer ${bearer}`).set('content-type', 'application/scim+json');
  const newToken = async (templateId: string, by = h.provider) => (await (await by.asOwner()).post(`/v1/templates/${templateId}/scim/token`).send({ spEnterpriseId: `SP1+${templateId}` }).expect(201)).body.bearerToken as string;
  const list = async (query: object) => (await as().get('/scim/v2/Users').query(query).expect(200)).body;
  const namesIn = ({ Resources }: { Resources: { userName: string }[] }) => Resources.map(({ userName }) => userName);
  const found = async (filter: string) => namesIn(await list({ filter, attributes: 'userName' }));
  beforeAll(async () => {
    h = await startHarness({ worker: false, limits: { scimCallsPerTemplatePerMinute: 10_000 } });
    token = await newToken((await h.provider.newTemplate()).id);
    const users = [
      { userName: 'ana', externalId: 'X1', displayName: 'Ana Élan', name: { givenName: 'Ana', familyName: 'Élan' }, emails: [{ value: 'ana@work.example', type: 'work', primary: true }, { value: 'ana@home.example', type: 'home' }], preferredLanguage: 'fr' },
      { userName: 'bo', externalId: 'x1', displayName: '100%_"q"', name: { familyName: 'Berg' }, emails: [{ value: 'bo@home.example', type: 'home' }], phoneNumbers: [{ value: '5551', type: 'work' }, { value: '5552', type: 'mobile', primary: true }] },
      { userName: 'cy', active: false, name: { givenName: 'Cy', familyName: 'Élan' }, [EXTENSION]: { package: 'premium', extension: '77' } },
      { userName: 'dora', displayName: 'dora', phoneNumbers: [{ value: '5552', type: 'work' }] },
      { userName: 'eva', displayName: 'Zoë', emails: [{ value: 'eva@work.example', type: 'home' }, { value: 'other@work.example', type: 'work' }] },
    ];
    ids = new Map();
    for (const user of users) {
      h.clock.forward(60_000);
      ids.set(user.userName, (await as().post('/scim/v2/Users').send({ schemas: [CORE], ...user }).expect(201)).body.id);
    }
  });
  afterAll(() => h.close());

  it.each<[string, string[]]>([
    ['userName ne "ANA"', ['bo', 'cy', 'dora', 'eva']], ['userName co "o"', ['bo', 'dora']], ['userName ew "A"', ['ana', 'dora', 'eva']], ['userName gt "bo"', ['cy', 'dora', 'eva']], ['userName le "bo"', ['ana', 'bo']],
    ['externalId eq "X1"', ['ana']], ['externalId co "1"', ['ana', 'bo']], ['externalId ne "X1"', ['bo', 'cy', 'dora', 'eva']], ['externalId pr', ['ana', 'bo']], ['not (externalId pr)', ['cy', 'dora', 'eva']], ['externalId eq null', ['cy', 'dora', 'eva']],
    ['displayName eq "ana élan"', ['ana']], ['displayName sw "ANA É"', ['ana']], ['displayName co "%_\\"Q"', ['bo']], ['displayName co "%"', ['bo']], ['displayName ne "dora"', ['ana', 'bo', 'cy', 'eva']], ['not (displayName ne "dora")', ['dora']], ['displayName pr', ['ana', 'bo', 'dora', 'eva']],
    ['name.familyName eq "élan"', ['ana', 'cy']], ['name.familyName eq "Élan" and not (name.givenName sw "c")', ['ana']], ['name pr', ['ana', 'bo', 'cy']], [`${CORE}:name.givenName pr`, ['ana', 'cy']],
    ['active eq true', ['ana', 'bo', 'dora', 'eva']], ['active eq "False"', ['cy']], ['active ne true', ['cy']], ['active pr and userName sw "c"', ['cy']],
    ['emails[type eq "work"].value co "work"', ['ana', 'eva']], ['emails[type eq "work"].value sw "eva"', []], ['emails.type eq "work" and emails.value sw "eva"', ['eva']], ['emails[type eq "home" and not (value ew "home.example")]', ['eva']],
    ['emails[primary eq true].value sw "ana"', ['ana']], ['emails[primary eq false and type eq "home"]', ['ana', 'bo', 'eva']], ['emails co "HOME.example"', ['ana', 'bo']], ['emails pr', ['ana', 'bo', 'eva']], ['not (emails pr)', ['cy', 'dora']], ['emails.value ne "bo@home.example"', ['ana', 'eva']],
    ['phoneNumbers.value eq "5552"', ['bo', 'dora']], ['phoneNumbers[type eq "mobile"].value eq 5552', ['bo']], ['phoneNumbers[value eq "5551" or value eq "5552"].type eq "work"', ['bo', 'dora']],
    [`${EXTENSION}:package eq "Premium"`, ['cy']], [`${EXTENSION}:userId ew "dora@sp.example" or ${EXTENSION}:userId ew "dora"`, ['dora']], [`${EXTENSION}:status eq "pending_email_input"`, ['ana', 'bo', 'dora', 'eva']], [`${EXTENSION}:subscriberId pr`, ['ana', 'bo', 'dora', 'eva']], [`${EXTENSION}:spEnterpriseId sw "sp1+"`, ALL],
    ['id pr', ALL], ['id sw "zzz"', []], ['meta.resourceType eq "User"', ALL], ['schemas eq "urn:none"', []], [`schemas co "vestibule" and userName eq "bo"`, ['bo']],
    ['meta.created gt "2000-01-01" and meta.created lt "2001-01-01"', []], ['preferredLanguage eq "fr" or active eq false', ['ana', 'cy']], ['emails.value eq "ana@work.example" or displayName eq "zoë"', ['ana', 'eva']], ['emails.value eq "bo@home.example" or active eq false or userName eq "eva"', ['bo', 'cy', 'eva']],
    ['(userName eq "ana" or userName eq "bo") and (emails[type eq "home"] and not (phoneNumbers pr))', ['ana']],
  ])('%s', async (filter, names) => {
    expect(await found(filter)).toEqual(names);
  });

  it('by the moment they came, to the millisecond and on either side of it', async () => {
    const { meta } = (await as().get(`/scim/v2/Users/${ids.get('cy')}`).expect(200)).body;
    for (const [op, names] of [['eq', ['cy']], ['gt', ['dora', 'eva']], ['ge', ['cy', 'dora', 'eva']], ['lt', ['ana', 'bo']], ['le', ['ana', 'bo', 'cy']], ['ne', ['ana', 'bo', 'dora', 'eva']]] as const) expect([op, await found(`meta.created ${op} "${meta.created}"`)]).toEqual([op, names]);
  });

  it.each<[object, string[]]>([
    [{ sortBy: 'userName', sortOrder: 'descending' }, ['eva', 'dora', 'cy', 'bo', 'ana']], [{ sortBy: 'meta.created', sortOrder: 'DESCENDING' }, ['eva', 'dora', 'cy', 'bo', 'ana']], [{ sortBy: 'id' }, ALL], [{ sortBy: 'id', sortOrder: 'descending' }, [...ALL].reverse()],
    [{ sortBy: 'displayName' }, ['bo', 'ana', 'dora', 'eva', 'cy']], [{ sortBy: 'displayName', sortOrder: 'descending' }, ['cy', 'eva', 'dora', 'ana', 'bo']], [{ sortBy: 'name.familyName' }, ['bo', 'ana', 'cy', 'dora', 'eva']],
    [{ sortBy: 'emails' }, ['ana', 'bo', 'eva', 'cy', 'dora']], [{ sortBy: 'phoneNumbers.value', filter: 'phoneNumbers pr' }, ['bo', 'dora']], [{ sortBy: 'active' }, ['cy', 'ana', 'bo', 'dora', 'eva']], [{ sortBy: `${EXTENSION}:userId`, sortOrder: 'ascending' }, ALL], [{ sortOrder: 'descending' }, ALL],
  ])('in the order of %j, whole, by number and by cursor', async (query, names) => {
    expect(namesIn(await list(query))).toEqual(names);
    const numbered = await Promise.all([1, 3, 5].map(async (startIndex) => namesIn(await list({ ...query, startIndex, count: 2 }))));
    expect(numbered.flat()).toEqual(names);
    const seen: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page: { Resources: { userName: string }[]; nextCursor?: string; totalResults: number } = await list({ ...query, cursor, count: 2 });
      expect(page.totalResults).toBe(names.length);
      seen.push(...namesIn(page));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(names);
  });

  it('refuses an order that is none, and a cursor of another order', async () => {
    for (const query of [{ sortBy: 'nickName' }, { sortBy: 'name' }, { sortBy: 'schemas' }, { sortBy: 'userName', sortOrder: 'upwards' }]) expect((await as().get('/scim/v2/Users').query(query).expect(400)).body).toMatchObject({ scimType: 'invalidValue', status: '400' });
    const { nextCursor } = await list({ sortBy: 'userName', cursor: '', count: 1 });
    expect((await as().get('/scim/v2/Users').query({ cursor: nextCursor, sortBy: 'userName', sortOrder: 'descending' }).expect(400)).body).toMatchObject({ scimType: 'invalidCursor' });
    expect((await as().post('/scim/v2/Users/.search').send({ filter: 'active eq true', sortBy: 'userName', sortOrder: 'descending', count: 2 }).expect(200)).body).toMatchObject({ totalResults: 4, itemsPerPage: 2 });
  });

  it('answers odd numbers and letters with a refusal or a list, never with a failure', async () => {
    for (const query of [{ startIndex: 1e300 }, { startIndex: 9_007_199_254_740_993, count: 5 }, { count: 1e300 }, { filter: 'displayName eq "\\u0000"' }, { filter: 'userName eq "\\ud800"' }, { filter: 'emails[type eq "\\u0000"].value sw "a"' }, { cursor: 'e30.x' }, { attributes: ',,.,__proto__' }]) {
      const { status } = await as().get('/scim/v2/Users').query(query);
      expect([query, status < 500]).toEqual([query, true]);
    }
    for (const body of ['{"userName":"nul","displayName":"a\\u0000b"}', '{"userName":"half","displayName":"a\\ud800b"}', '{"userName":"\\u0000"}', '{"userName":"nul2","emails":[{"value":"a@b.example","type":"\\u0000"}]}', '{"userName":"nul3","externalId":"\\u0000"}']) {
      const { status } = await as().post('/scim/v2/Users').send(body);
      expect([body, status < 500]).toEqual([body, true]);
    }
  });

  describe('in a large template beside another provider\'s', () => {
    let pool: Pool;
    let plans: string[];
    let scope: { providerId: string; templateId: string; clusterId: string };
    let large: string;
    beforeAll(async () => {
      const [template, foreign] = [await h.provider.newTemplate(), await h.stranger.newTemplate()];
      large = await newToken(template.id);
      for (const [provider, templateId, from, rows] of [[h.provider, template.id, 0, MOST_READ + 1], [h.stranger, foreign.id, 60_000, 5_000]] as const) {
        await h.pool.query(
          `insert into scim_users (provider_id, id, template_id, user_name, user_id, sp_enterprise_id, document, owned, active, created_at, updated_at)
           select $1, ('01890000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, $2, 'u' || n, 'u' || n, 'SP', jsonb_build_object('userName', 'u' || n, 'displayName', 'User ' || n), '[]', false, now() - n * interval '1 second', now() - n * interval '1 second' from generate_series($3::int + 1, $3::int + $4::int) n`,
          [provider.id, templateId, from, rows],
        );
      }
      await h.pool.query('vacuum analyze scim_users');
      scope = { providerId: h.provider.id, templateId: template.id, clusterId: h.provider.cluster.id };
      plans = [];
      pool = createPool(h.database.url, { max: 1 });
      const client = await pool.connect();
      client.on('notice', ({ message }) => void (message?.includes('plan:') && plans.push(message)));
      // A table this small is cheapest read whole, even for what is never done with a large one.
      await client.query(`load 'auto_explain'; set auto_explain.log_min_duration = 0; set auto_explain.log_analyze = on; set auto_explain.log_level = notice; set client_min_messages = notice; set random_page_cost = 1.1; set enable_seqscan = off`);
      client.release();
    }, 60_000);
    afterAll(() => pool.end());

    async function plansOf(filter: string | null, sortBy?: string, sortOrder?: string): Promise<string> {
      const wanted = { condition: filter === null ? null : conditionOf(filter), order: orderOf(sortBy, sortOrder) };
      plans.length = 0;
      await withTenant(pool, { providerId: scope.providerId }, async (db) => {
        await countCandidates(db, scope, wanted, MOST_READ + 1);
        const page = await readUsers(db, scope, wanted, { after: null, offset: 0, limit: 10, most: MOST_READ });
        const last = page.at(-1);
        if (last) await readUsers(db, scope, wanted, { after: last.place, offset: 0, limit: 10, most: MOST_READ });
        await countUsers(db, scope, wanted, { limit: 1_000, most: MOST_READ });
      });
      return plans.slice(1).join('\n');
    }
    const rowsRead = (plan: string) => Math.max(...[...plan.matchAll(/on scim_users.*?rows=(\d+)[^(]*\)?.*?actual time=\S+ rows=(\d+)/g)].map(([, , rows]) => Number(rows)));

    it.each(['userName eq "u7"', 'userName sw "u777"', 'externalId eq "none"', `${EXTENSION}:userId eq "u7"`, 'emails.value eq "nobody@b.example"', 'emails[type eq "work"].value sw "nobody"', 'emails.value eq "nobody@b.example" or userName eq "u7"', 'userName eq "u7" and displayName co "7" and not (active eq true)', 'emails[primary eq true].value eq "nobody@b.example"'])('%s reads few rows, by an index', async (filter) => {
      const plan = await plansOf(filter);
      expect(plan).not.toMatch(/Seq Scan on (public\.)?scim_(users|emails)\b/);
      expect(rowsRead(plan)).toBeLessThanOrEqual(200);
    });

    it.each([[undefined, undefined], ['userName', 'ascending'], ['userName', 'descending'], ['meta.lastModified', 'descending'], ['meta.created', 'ascending'], [`${EXTENSION}:userId`, 'descending']])('sorted by %s %s a page is read off its index', async (sortBy, sortOrder) => {
      const plan = await plansOf(null, sortBy, sortOrder);
      expect(plan).not.toMatch(/Seq Scan on (public\.)?scim_users\b/);
      expect(rowsRead(plan.split('select 1 from')[0] ?? '')).toBeLessThanOrEqual(200);
    });

    const ask = (query: object) => as(large).get('/scim/v2/Users').query({ attributes: 'userName', ...query });
    it('what no index answers is refused as tooMany, until it is narrowed', async () => {
      for (const query of [{ filter: 'displayName co "77"' }, { filter: 'not (userName eq "u7")' }, { sortBy: 'displayName' }, { filter: 'userName eq "u7" or displayName eq "User 8"' }, { filter: 'meta.created gt "2000-01-01" and displayName pr' }]) {
        expect((await ask(query).expect(400)).body).toEqual({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '400', scimType: 'tooMany', detail: expect.stringContaining('userName') });
      }
      expect((await ask({ filter: 'userName sw "u77" and displayName co "777"', sortBy: 'displayName', sortOrder: 'descending', count: 2 }).expect(200)).body).toMatchObject({ totalResults: 11, Resources: [{ userName: 'u7779' }, { userName: 'u7778' }] });
    });

    it('of no more than so many it is answered, so often a minute, and no other provider\'s user is read for it', async () => {
      await h.pool.query(`delete from scim_users where provider_id = $1 and template_id = $2 and user_name = 'u1'`, [scope.providerId, scope.templateId]);
      expect((await ask({ filter: 'displayName ew "r 777"' }).expect(200)).body).toMatchObject({ totalResults: 1, Resources: [{ userName: 'u777' }] });
      const plan = await plansOf('displayName ew "r 777"');
      expect(plan).toMatch(/Index Cond: \(\(provider_id = \S+ AND \(template_id = /);
      expect(plan).not.toMatch(/Seq Scan on (public\.)?scim_users\b/);
      expect(rowsRead(plan)).toBeLessThanOrEqual(MOST_READ);
      // Reading through so many is let happen so often a minute.
      const answers = await Promise.all(Array.from({ length: 70 }, () => ask({ filter: 'userName sw "u12" and displayName eq "x"', count: 0 })));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]));
    });
  });
});
