import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Agent, type Harness, startHarness } from '../../test/harness.ts';
import { expectProblem } from '../../test/journeys.ts';

const DAY = 24 * 3_600_000;

describe('a share link that is replaced', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    owner = await h.asOwner();
  });
  afterAll(() => h.close());

  const keyOf = (shareLink: string) => shareLink.split('/').at(-1) ?? '';
  const open = (key: string) => h.asVisitor().get(`/v1/activation/${key}`);
  const rotate = (id: string, body?: object) => owner.post(`/v1/templates/${id}/share-link/rotate`).send(body);
  const eventsOf = async (id: string) => (await h.pool.query<{ type: string; data: object; actor_kind: string }>('select type, data, actor_kind from events where template_id = $1 order by id', [id])).rows;

  it('answers 410 at once where no time was given, and the new one opens', async () => {
    const template = await h.provider.newTemplate();
    const { body } = await rotate(template.id).expect(200);
    expect(body).toMatchObject({ oldLinkUntil: null, version: 2 });
    expectProblem(await open(template.shareKey), 410, 'activation.link_withdrawn');
    await open(keyOf(body.shareLink)).expect(200);
  });

  it.each([1, 7, 30])('works on for %i days and not a moment longer; visits under way go on after it', async (graceDays) => {
    const template = await h.provider.newTemplate();
    const user = await h.provider.handOver({ template });
    const before = h.clock.now().getTime();
    const { body } = await rotate(template.id, { graceDays }).expect(200);
    const until = Date.parse(body.oldLinkUntil);
    expect(until).toBeGreaterThanOrEqual(before + graceDays * DAY);
    expect(until).toBeLessThan(before + graceDays * DAY + 60_000);
    expect((await eventsOf(template.id)).at(-1)).toMatchObject({ type: 'template.share_link_rotated', actor_kind: 'admin', data: { graceDays, oldLinkUntil: body.oldLinkUntil } });

    h.clock.forward(until - h.clock.now().getTime() - 60_000);
    await open(template.shareKey).expect(200);
    const visit = await h.provider.asSubscriber(user);
    h.clock.forward(61_000);
    expectProblem(await open(template.shareKey), 410, 'activation.link_withdrawn');
    await visit.get('/v1/activation/session').expect(200);
    await open(keyOf(body.shareLink)).expect(200);
    const later = await h.asOwner();
    expect((await later.get(`/v1/templates/${template.id}`).expect(200)).body.oldLinkUntil).toBeNull();
    owner = later;
  });

  it('can be ended before its time, which is told once in the log, and again without effect', async () => {
    const template = await h.provider.newTemplate();
    await rotate(template.id, { graceDays: 30 }).expect(200);
    await owner.delete(`/v1/templates/${template.id}/share-link/old`).expect(204);
    expectProblem(await open(template.shareKey), 410, 'activation.link_withdrawn');
    await owner.delete(`/v1/templates/${template.id}/share-link/old`).expect(204);
    expect((await eventsOf(template.id)).filter(({ type }) => type === 'template.old_link_ended')).toEqual([expect.objectContaining({ data: { links: 1 } })]);
    expect((await owner.get(`/v1/templates/${template.id}`)).body.oldLinkUntil).toBeNull();
  });

  it('never works longer because of a later replacement, and stops with one that gives no time', async () => {
    const template = await h.provider.newTemplate();
    const { body: second } = await rotate(template.id, { graceDays: 1 }).expect(200);
    const { body: third } = await rotate(template.id, { graceDays: 30 }).expect(200);
    expect(Date.parse(third.oldLinkUntil)).toBeGreaterThan(Date.parse(second.oldLinkUntil));
    const { rows } = await h.pool.query('select withdrawn_at from access_keys where key_hash = $1', [h.services.vault.hash('share_link', template.shareKey)]);
    expect(rows[0].withdrawn_at.toISOString()).toBe(second.oldLinkUntil);
    const { body: last } = await rotate(template.id, { graceDays: 0 }).expect(200);
    for (const key of [template.shareKey, keyOf(second.shareLink), keyOf(third.shareLink)]) expectProblem(await open(key), 410, 'activation.link_withdrawn');
    await open(keyOf(last.shareLink)).expect(200);
  });

  it('leaves exactly one link that works when ten admins replace it at once', async () => {
    const template = await h.provider.newTemplate();
    const answers = await Promise.all(Array.from({ length: 10 }, () => rotate(template.id)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    const { body: now } = await owner.get(`/v1/templates/${template.id}`).expect(200);
    const works = await Promise.all(answers.map(async ({ body }) => (await open(keyOf(body.shareLink))).status));
    expect(works.filter((status) => status === 200)).toHaveLength(1);
    expect(works.filter((status) => status === 410)).toHaveLength(9);
    await open(keyOf(now.shareLink)).expect(200);
  });

  it('stops with the template, time or no time', async () => {
    const template = await h.provider.newTemplate();
    const { body } = await rotate(template.id, { graceDays: 30 }).expect(200);
    await owner.delete(`/v1/templates/${template.id}`).expect(204);
    for (const key of [template.shareKey, keyOf(body.shareLink)]) expectProblem(await open(key), 410, 'activation.link_withdrawn');
  });

  it('is refused other times than those offered, unknown fields, and templates there are none of', async () => {
    const template = await h.provider.newTemplate();
    for (const body of [{ graceDays: 2 }, { graceDays: '7' }, { graceDays: -1 }, { days: 7 }]) expectProblem(await rotate(template.id, body), 400, 'request.invalid');
    await open(template.shareKey).expect(200);
    expectProblem(await rotate(crypto.randomUUID()), 404, 'template.not_found');
    expectProblem(await owner.delete(`/v1/templates/${crypto.randomUUID()}/share-link/old`), 404, 'template.not_found');
  });
});
