import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import supertest from 'supertest';
import { type Agent, type Harness, startHarness } from '../../test/harness.ts';
import { expectProblem } from '../../test/journeys.ts';
import type { PortalAnswer } from './portal-check.ts';

type Found = { code: string; severity: string; owner: string; detail: string | null };

/** What answers at the share link, and which links were opened. */
const portal = { answer: 'portal' as PortalAnswer, opened: [] as string[] };

describe('checking a template', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness({ worker: false, replaced: { portal: { open: async (link) => (portal.opened.push(link), portal.answer) } } });
    owner = await h.asOwner();
  });
  afterAll(() => h.close());
  beforeEach(() => {
    portal.answer = 'portal';
    portal.opened.length = 0;
  });

  const check = async (id: string, body?: object) => (await owner.post(`/v1/templates/${id}/check`).send(body).expect(200)).body as { ok: boolean; findings: Found[]; checkedAt: string };
  const found = async (id: string, part: string) => (await check(id, { parts: [part] })).findings.filter(({ code }) => code.startsWith(part));

  it('finds everything in order where it is, in a fixed order, and keeps the result for everybody', async () => {
    const template = await h.provider.newTemplate({ languages: ['en', 'fr'], look: { supportEmail: 'help@example.com', welcomeTexts: { en: 'Welcome', fr: 'Bienvenue' } } });
    await h.provider.handOver({ template });
    const result = await check(template.id);
    expect(result.findings.map(({ code, severity }) => [code, severity])).toEqual(
      ['untrusted_emails.on', 'share_link.ok', 'cluster.reachable', 'connector.accepted', 'adapter.no_refusals', 'users.handed_over', 'sender.allowed', 'texts.complete', 'support.given', 'contrast.readable'].map((code) => [code, 'ok']),
    );
    expect(portal.opened).toEqual([`http://vestibule.test/activate/${template.shareKey}`]);
    const reader = await h.asReader();
    expect((await reader.get(`/v1/templates/${template.id}`)).body).toMatchObject({ lastCheck: result, version: 1 });
    const { body: list } = await reader.get('/v1/templates').query({ q: template.name });
    expect(list.items).toEqual([expect.objectContaining({ checkState: 'ok', lastRefusalAt: null })]);
  });

  it('looks again at single parts and leaves the rest as it was found', async () => {
    const template = await h.provider.newTemplate({ untrustedEmails: false });
    const all = await check(template.id);
    expect(all.ok).toBe(false);
    await owner.patch(`/v1/templates/${template.id}`).send({ untrustedEmails: true }).expect(200);
    portal.answer = 'other_page';
    portal.opened.length = 0;
    const again = await check(template.id, { parts: ['untrusted_emails', 'users'] });
    expect(portal.opened).toEqual([]);
    expect(again.findings.map(({ code }) => code)).toEqual(all.findings.map(({ code }) => (code === 'untrusted_emails.off' ? 'untrusted_emails.on' : code)));
    await Promise.all([check(template.id, { parts: ['texts'] }), check(template.id, { parts: ['share_link'] }), check(template.id, { parts: ['contrast'] })]);
    const { body } = await owner.get(`/v1/templates/${template.id}`);
    expect(body.lastCheck.findings).toHaveLength(all.findings.length);
    expect(body.lastCheck.findings.map(({ code }: Found) => code)).toContain('share_link.other_page');
  });

  it.each([
    ['portal', 'share_link.ok', 'ok'],
    ['other_page', 'share_link.other_page', 'problem'],
    ['unreachable', 'share_link.unreachable', 'warning'],
  ] as const)('opens the share link itself; when it finds %s it says %s', async (answer, code, severity) => {
    portal.answer = answer;
    const template = await h.provider.newTemplate();
    expect(await found(template.id, 'share_link')).toEqual([expect.objectContaining({ code, severity, detail: 'http://vestibule.test' })]);
  });

  it('tells of a refused adapter call when it was, why, and with which account, never with which password; and that it is over once BroadWorks came in with the right one', async () => {
    const template = await h.provider.newTemplate();
    expect(await found(template.id, 'users')).toEqual([expect.objectContaining({ code: 'users.none', severity: 'warning', owner: 'broadworks_admin' })]);
    await supertest(h.url).delete(`${template.adapterPath}/x@sp.example`).auth('bw\r\nother‮', 'the secret of another').expect(401);
    const [refused] = await found(template.id, 'adapter');
    expect(refused).toMatchObject({ code: 'adapter.refused', severity: 'warning', owner: 'broadworks_admin' });
    expect(refused?.detail).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z other_account bw�other�$/);
    const { text, body } = await owner.get(`/v1/templates/${template.id}`);
    expect(body.adapter).toMatchObject({ lastRefusalReason: 'other_account', lastRefusalAccount: 'bw�other�' });
    const { rows } = await h.pool.query('select events::text as text from events where template_id = $1', [template.id]);
    expect(text + JSON.stringify(rows)).not.toContain('the secret of another');
    expect(body.adapter.refusalOverAt).toBeNull();
    h.clock.forward(1_000);
    await h.provider.handOver({ template });
    expect(await found(template.id, 'adapter')).toEqual([expect.objectContaining({ code: 'adapter.refused_before', severity: 'ok' })]);
    const { body: over } = await owner.get(`/v1/templates/${template.id}`);
    expect(over).toMatchObject({ version: 1, adapter: { lastRefusalReason: 'other_account', refusalOverAt: expect.any(String) } });
    expect(await found(template.id, 'users')).toEqual([expect.objectContaining({ code: 'users.handed_over' })]);
  });

  it.each([
    ['a welcome in one language only', { welcomeTexts: { en: 'Welcome' } }, 'texts', { code: 'texts.missing', severity: 'warning', owner: 'you', detail: 'fr, de, es, it, pt, nl, pl, sv, ja, ar, he' }],
    ['a last word in one language only', { welcomeTexts: {}, doneTexts: { fr: 'Bravo' } }, 'texts', { code: 'texts.missing', field: 'look.doneTexts', detail: 'en, de, es, it, pt, nl, pl, sv, ja, ar, he' }],
    ['nobody to ask', { supportEmail: null }, 'support', { code: 'support.missing', severity: 'warning', owner: 'you' }],
  ])('notices %s', async (_what, look, part, finding) => {
    const template = await h.provider.newTemplate({ look });
    expect(await found(template.id, part)).toEqual([expect.objectContaining(finding)]);
  });

  it.each([
    ['#ffee00', { code: 'contrast.low', severity: 'warning', owner: 'you', detail: expect.stringMatching(/^1\.\d:1, #[0-9a-f]{6}$/) }],
    ['#e0701a', { code: 'contrast.dark_text', severity: 'warning', detail: expect.stringMatching(/^3\.\d:1, #[0-9a-f]{6}$/) }],
    ['#1f5fd0', { code: 'contrast.readable', severity: 'ok' }],
  ])('notices that the colour %s, chosen before unreadable ones were refused, is not as readable as it must be', async (accentColor, finding) => {
    const template = await h.provider.newTemplate();
    await h.pool.query('update templates set look = look || $2 where id = $1', [template.id, { accentColor }]);
    expect(await found(template.id, 'contrast')).toEqual([expect.objectContaining(finding)]);
  });

  it('names a cluster that is down and a connector that is refused, and who can mend either', async () => {
    const { body: connector } = await owner.post('/v1/connectors').send({ name: 'Wrong token', kind: 'webex', baseUrl: h.webex.apiUrl, accessToken: 'wrong' }).expect(201);
    const template = await h.provider.newTemplate({ connectorId: connector.id });
    expect(await found(template.id, 'connector')).toEqual([expect.objectContaining({ code: 'connector.refused', severity: 'problem', owner: 'you' })]);
    await h.pool.query(`update clusters set xsi_url = 'http://127.0.0.1:9' where id = $1`, [template.clusterId]);
    expect(await found(template.id, 'cluster')).toEqual([expect.objectContaining({ code: 'cluster.unreachable', severity: 'problem', owner: 'broadworks_admin' })]);
    await h.pool.query('update clusters set xsi_url = $2 where id = $1', [template.clusterId, h.broadworks.url]);
  });

  it.each([
    ['refused', '553 5.7.1 not your sender'],
    ['unreachable', 'connect ECONNREFUSED'],
  ] as const)('says of a sender that is %s what the relay said, and that whoever runs the service can mend it', async (result, detail) => {
    const template = await h.provider.newTemplate();
    const asked = jest.spyOn(h.services.mailer, 'check').mockResolvedValueOnce({ result, detail });
    expect(await found(template.id, 'sender')).toEqual([{ code: `sender.${result}`, severity: 'problem', owner: 'provider_admin', field: null, detail: `activation@vestibule.test: ${detail}` }]);
    expect(asked).toHaveBeenCalledWith('activation@vestibule.test');
    asked.mockRestore();
    expect(await found(template.id, 'sender')).toEqual([expect.objectContaining({ code: 'sender.allowed', severity: 'ok' })]);
  });

  it('refuses parts there are none of, and templates there are none of', async () => {
    const template = await h.provider.newTemplate();
    for (const body of [{ parts: [] }, { parts: ['weather'] }, { parts: ['users', 'users'] }, { part: 'users' }]) expectProblem(await owner.post(`/v1/templates/${template.id}/check`).send(body), 400, 'request.invalid');
    expectProblem(await owner.post(`/v1/templates/${crypto.randomUUID()}/check`), 404, 'template.not_found');
  });
});
