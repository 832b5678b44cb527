import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unique } from '../../test/factories.ts';
import { type Agent, type Harness, startHarness } from '../../test/harness.ts';
import { countRows, expectProblem } from '../../test/journeys.ts';

describe('creating, changing and deleting templates', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    owner = await h.asOwner();
  });
  afterAll(() => h.close());

  const newTemplate = () => ({ name: unique('Made '), clusterId: h.provider.cluster.id, connectorId: h.provider.connector.id, defaultPackage: 'standard', adapterAccount: 'bw' });
  const read = async (id: string) => (await owner.get(`/v1/templates/${id}`).expect(200)).body;
  const pointers = (body: { errors?: { pointer: string }[] }) => body.errors?.map(({ pointer }) => pointer);

  it('2 Invalid cluster blocks: refuses a template whose cluster does not answer, names it and keeps nothing', async () => {
    const { body: cluster } = await owner.post('/v1/clusters').send({ name: unique('Down '), xsiUrl: h.broadworks.url }).expect(201);
    await h.pool.query(`update clusters set xsi_url = 'http://127.0.0.1:9' where id = $1`, [cluster.id]);
    const before = await countRows(h, 'templates');
    const refused = await owner.post('/v1/templates').send({ ...newTemplate(), clusterId: cluster.id });
    expectProblem(refused, 400, 'cluster.unreachable');
    expect(pointers(refused.body)).toEqual(['/clusterId']);
    expect(await countRows(h, 'templates')).toBe(before);
  });

  it('4 Mode rules: whoever trusts addresses cannot make users wait for their administrator, neither at once nor in two steps', async () => {
    const refused = await owner.post('/v1/templates').send({ ...newTemplate(), untrustedEmails: false, provisionAdminFirst: true });
    expectProblem(refused, 400, 'request.invalid');
    expect(pointers(refused.body)).toEqual(['/provisionAdminFirst']);

    const { body: made } = await owner.post('/v1/templates').send({ ...newTemplate(), provisionAdminFirst: true }).expect(201);
    expectProblem(await owner.patch(`/v1/templates/${made.id}`).send({ untrustedEmails: false }), 400, 'request.invalid');
    expect(await read(made.id)).toMatchObject({ untrustedEmails: true, provisionAdminFirst: true, version: 1 });
    await owner.patch(`/v1/templates/${made.id}`).send({ untrustedEmails: false, provisionAdminFirst: false }).expect(200);
  });

  it('keeps every setting it takes, and offers only languages that hold the default one', async () => {
    const settings = { languages: ['fr'], language: 'fr', codeMinutes: 30, maxTries: 5, look: { brandName: 'Acme', welcomeTexts: { fr: 'Bonjour à tous' }, supportTexts: { fr: 'Bureau 7' }, problemTexts: { fr: 'Patience' }, doneTexts: { fr: 'Bravo', en: 'Well done' }, accentColor: '#0f766e' } };
    const { body: made } = await owner.post('/v1/templates').send({ ...newTemplate(), ...settings }).expect(201);
    expect(made).toMatchObject({ ...settings, look: { ...settings.look, logoUrl: null } });
    const refused = await owner.patch(`/v1/templates/${made.id}`).send({ language: 'en' });
    expect([refused.status, pointers(refused.body)]).toEqual([400, ['/languages']]);
    await owner.patch(`/v1/templates/${made.id}`).send({ languages: ['en', 'fr'] }).expect(200);
    for (const wrong of [{ codeMinutes: 4 }, { codeMinutes: 61 }, { languages: [] }, { languages: ['xx'] }, { look: { logoUrl: '/v1/logos/x' } }, ...['welcomeTexts', 'supportTexts', 'problemTexts', 'doneTexts'].flatMap((kind) => [{ [kind]: { en: 'x'.repeat(301) } }, { [kind]: { en: '' } }, { [kind]: { xx: 'Hallo' } }].map((look) => ({ look })))]) {
      expectProblem(await owner.patch(`/v1/templates/${made.id}`).send(wrong), 400, 'request.invalid');
    }
    const key = made.shareLink.split('/').at(-1);
    expect((await h.asVisitor().get(`/v1/activation/${key}`).expect(200)).body).toMatchObject({ languages: ['en', 'fr'], look: { ...settings.look, textLanguage: 'fr' } });
    // What is told of one place stays when another is changed; within one, languages are replaced as a whole.
    await owner.patch(`/v1/templates/${made.id}`).send({ look: { doneTexts: { en: 'Enjoy' } } }).expect(200);
    const { look } = (await h.asVisitor().get(`/v1/activation/${key}`).expect(200)).body;
    expect(look).toEqual({ ...(await read(made.id)).look, doneTexts: { en: 'Enjoy' }, supportTexts: { fr: 'Bureau 7' } });
  });

  it('refuses a colour nobody can read with the nearest that can be, on creation and on a change, and writes nothing', async () => {
    const light = { accentColor: '#ffee00' };
    const name = unique('Light ');
    const refused = await owner.post('/v1/templates').send({ ...newTemplate(), name, look: light });
    expectProblem(refused, 400, 'template.accent_unreadable');
    expect(refused.body).toMatchObject({ suggestion: expect.stringMatching(/^#[0-9a-f]{6}$/), errors: [{ pointer: '/look/accentColor' }] });
    const { body: made } = await owner.post('/v1/templates').send({ ...newTemplate(), name, look: { accentColor: refused.body.suggestion } }).expect(201);
    expectProblem(await owner.patch(`/v1/templates/${made.id}`).send({ look: light }), 400, 'template.accent_unreadable');
    expect(await read(made.id)).toMatchObject({ version: 1, look: { accentColor: refused.body.suggestion } });

    // One that is older than the rule does not keep anything else from being changed.
    await h.pool.query('update templates set look = look || $2 where id = $1', [made.id, light]);
    await owner.patch(`/v1/templates/${made.id}`).send({ look: { ...light, brandName: 'Bright' } }).expect(200);
    expectProblem(await owner.patch(`/v1/templates/${made.id}`).send({ look: { accentColor: '#fff000' } }), 400, 'template.accent_unreadable');
  });

  it('shows a changed look to the very next visitor, and lets nobody between keep the one before', async () => {
    const { body: made } = await owner.post('/v1/templates').send(newTemplate()).expect(201);
    const page = () => h.asVisitor().get(`/v1/activation/${made.shareLink.split('/').at(-1)}`).expect(200);
    const { headers } = await page();
    expect(headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(headers).not.toHaveProperty('etag');
    for (const look of [{ accentColor: '#0f766e', brandName: 'One' }, { accentColor: '#aa0000', brandName: 'Two' }]) {
      await owner.patch(`/v1/templates/${made.id}`).send({ look }).expect(200);
      expect((await page()).body.look).toMatchObject(look);
    }
  });

  it('mails codes that live as long as the template says', async () => {
    const template = await h.provider.newTemplate({ codeMinutes: 45 });
    const user = await h.provider.handOver({ template });
    const page = await h.provider.asSubscriber(user);
    const { body } = await page.put('/v1/activation/session/email').send({ email: `${unique('long')}@example.com` }).expect(202);
    expect(Date.parse(body.code.expiresAt) - Date.parse(body.code.sentAt)).toBe(45 * 60_000);
  });

  it('lets one of two admins who read the same version win, and tells the other', async () => {
    const { id, version } = await h.provider.newTemplate();
    const change = (name: string) => owner.patch(`/v1/templates/${id}`).send({ name, version });
    const names = Array.from({ length: 6 }, () => unique('Raced '));
    const answers = await Promise.all(names.map(change));
    const [won, ...others] = [...answers].sort((a, b) => a.status - b.status);
    expect(won?.status).toBe(200);
    expect(others).toHaveLength(5);
    for (const lost of others) expectProblem(lost, 409, 'template.changed_meanwhile');
    expect(await read(id)).toMatchObject({ name: won?.body.name, version: version + 1 });
    const { rows } = await h.pool.query(`select data from events where template_id = $1 and type = 'template.changed'`, [id]);
    expect(rows).toEqual([{ data: { changes: { name: { from: expect.any(String), to: won?.body.name } } } }]);
    await owner.patch(`/v1/templates/${id}`).send({ name: unique('Free ') }).expect(200);
  });

  describe('10 Delete template in use', () => {
    it('says how many users are in the way; once they are gone it is deleted and its page says so', async () => {
      const template = await h.provider.newTemplate();
      const users = [await h.provider.handOver({ template }), await h.provider.handOver({ template })];
      const refused = await owner.delete(`/v1/templates/${template.id}`);
      expectProblem(refused, 409, 'template.in_use');
      expect(refused.body.count).toBe(2);
      for (const user of users) await owner.delete(`/v1/subscribers/${user.id}`);
      await owner.delete(`/v1/templates/${template.id}`).expect(204);
      expectProblem(await h.asVisitor().get(`/v1/activation/${template.shareKey}`), 410, 'activation.link_withdrawn');
      expectProblem(await owner.get(`/v1/templates/${template.id}`), 404, 'template.not_found');
    });

    it('hands users over to a replacement of the same cluster, and to no other', async () => {
      const { body: other } = await owner.post('/v1/clusters').send({ name: unique('Other '), xsiUrl: h.broadworks.url }).expect(201);
      const [template, replacement, elsewhere] = [await h.provider.newTemplate(), await h.provider.newTemplate(), await h.provider.newTemplate({ clusterId: other.id })];
      const user = await h.provider.handOver({ template });
      const deleteFor = (id: string) => owner.delete(`/v1/templates/${template.id}`).query({ replacementTemplateId: id });
      for (const wrong of [elsewhere.id, template.id]) expectProblem(await deleteFor(wrong), 409, 'template.in_use');
      expectProblem(await deleteFor(crypto.randomUUID()), 404, 'template.not_found');
      await deleteFor(replacement.id).expect(204);
      expect((await owner.get(`/v1/subscribers/${user.id}`).expect(200)).body.templateId).toBe(replacement.id);
      await h.provider.asSubscriber({ ...user, template: replacement });
    });

    it('does not hang when two templates replace each other at once: one goes, one stays', async () => {
      for (let round = 0; round < 5; round += 1) {
        const [one, two] = [await h.provider.newTemplate(), await h.provider.newTemplate()];
        const answers = await Promise.all([[one, two] as const, [two, one] as const].map(([from, to]) => owner.delete(`/v1/templates/${from.id}`).query({ replacementTemplateId: to.id })));
        expect(answers.map(({ status }) => status).sort()).toEqual([204, 404]);
      }
    });

    it('lets cluster and connector go with it, but not before', async () => {
      const { body: cluster } = await owner.post('/v1/clusters').send({ name: unique('Gone '), xsiUrl: h.broadworks.url }).expect(201);
      const { body: connector } = await owner.post('/v1/connectors').send({ name: unique('Gone '), kind: 'webex', baseUrl: h.webex.apiUrl, accessToken: 'x' }).expect(201);
      const template = await h.provider.newTemplate({ clusterId: cluster.id, connectorId: connector.id });
      expectProblem(await owner.delete(`/v1/clusters/${cluster.id}`), 409, 'cluster.in_use');
      expectProblem(await owner.delete(`/v1/connectors/${connector.id}`), 409, 'connector.in_use');
      await owner.delete(`/v1/templates/${template.id}`).expect(204);
      await owner.delete(`/v1/clusters/${cluster.id}`).expect(204);
      await owner.delete(`/v1/connectors/${connector.id}`).expect(204);
    });
  });

  it('finds templates by part of their name, whatever case and accents, page by page', async () => {
    const mark = unique('q');
    for (const name of [`Été 100% ${mark}`, `Hiver ${mark}`, `été sans ${mark}`]) await owner.post('/v1/templates').send({ ...newTemplate(), name }).expect(201);
    const find = async (q: string, more: object = {}) => (await owner.get('/v1/templates').query({ q, ...more }).expect(200)).body;
    expect((await find(`${mark.toUpperCase()}`)).items).toHaveLength(3);
    expect((await find('ETE ')).items.map(({ name }: { name: string }) => name).sort()).toEqual([`Été 100% ${mark}`, `été sans ${mark}`].sort());
    expect((await find(`100% ${mark}`)).items).toHaveLength(1);
    expect((await find('%_nothing')).items).toEqual([]);
    const first = await find(mark, { limit: 2 });
    expect((await find(mark, { limit: 2, cursor: first.nextCursor })).items).toHaveLength(1);
    expectProblem(await owner.get('/v1/templates').query({ q: 'other', cursor: first.nextCursor }), 400, 'request.cursor_invalid');
  });
});
