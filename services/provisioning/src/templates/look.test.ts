import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { svgLogo } from '../../test/foreign-world.ts';
import { type Agent, type Harness, startHarness } from '../../test/harness.ts';
import { expectProblem, sendMails } from '../../test/journeys.ts';

/** A whole PNG of one pixel, in base64. */
const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
/** Names somebody may give a brand to break out of what it is put into. */
const hostile = ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onmouseover='x", 'Acme\r\nBcc: eve@evil.example', '{{code}}{{link}}', '{{#name}}x{{/name}}', '{{constructor}}', '${7*7} <%= 7 %> {% x %}', '</title><style>*{}', 'javascript:alert(1)', '\u202Eecma'];

describe('the look of a template', () => {
  let h: Harness;
  let owner: Agent;
  let id: string;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    owner = await h.asOwner();
    id = h.provider.template.id;
  });
  afterAll(() => h.close());

  const preview = (body: object, agent = owner, templateId = id) => agent.post(`/v1/templates/${templateId}/preview`).send(body);
  const imageOf = async (path: string) => supertest(h.url).get(path).buffer(true).parse((response, done) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => done(null, Buffer.concat(chunks)));
  });

  describe('in a preview of a mail', () => {
    it.each([['verification_code', 'en', 'Your code'], ['verification_code', 'fr', 'Votre code'], ['account_ready', 'en', 'ready'], ['account_ready', 'fr', 'prêt']])('shows %s in %s with what is not stored yet, sends nothing and keeps nothing', async (message, language, words) => {
      const mails = h.mailbox.messages().length;
      const { body } = await preview({ message, language, look: { brandName: 'Brand not stored', accentColor: '#0f766e', supportEmail: 'ask@example.com' }, senderName: 'Sender not stored', codeMinutes: 45 }).expect(200);
      expect(body.text).toContain(words);
      expect(body.subject + body.text).toContain('Brand not stored');
      expect(body.html).toContain('#0f766e');
      expect(body).toMatchObject({ from: { name: 'Sender not stored', address: 'activation@vestibule.test' }, languages: expect.arrayContaining(['en', 'fr']) });
      if (message === 'verification_code') expect(body.text).toContain('45\u00a0minutes');
      expect((await owner.get(`/v1/templates/${id}`)).body).toMatchObject({ version: 1, look: { accentColor: '#1f5fd0' } });
      expect(h.mailbox.messages()).toHaveLength(mails);
    });

    it.each(hostile)('lets the name and the text %j be words and nothing else', async (brandName) => {
      const { body } = await preview({ message: 'verification_code', language: 'en', look: { brandName, supportTexts: { en: brandName } }, senderName: brandName }).expect(200);
      const plain = (await preview({ message: 'verification_code', language: 'en', look: { brandName: 'Plain', supportTexts: { en: 'Plain' } }, senderName: 'Plain' }).expect(200)).body;
      const tags = (html: string) => html.match(/<[^>]+>/g);
      expect(tags(body.html)).toEqual(tags(plain.html));
      expect(body.subject).not.toMatch(/[\r\n]/);
      expect(body.text.split('\n')).toHaveLength(plain.text.split('\n').length);
      expect((body.text.match(/048213/g) ?? []).length).toBe((plain.text.match(/048213/g) ?? []).length);
    });

    it.each([['verification_code', 'en', 'Your code'], ['verification_code', 'fr', 'Votre code'], ['account_ready', 'fr', 'prêt']])('shows %s in %s of a template that does not exist yet, and makes none', async (message, language, words) => {
      const count = async () => (await owner.get('/v1/templates')).body.items.length;
      const before = await count();
      const { body } = await owner.post('/v1/templates/preview').send({ message, language, look: { brandName: 'Not made yet', accentColor: '#0f766e' } }).expect(200);
      expect(body.text).toContain(words);
      expect(body.subject + body.text).toContain('Not made yet');
      expect(body.html).toContain('#0f766e');
      expect(body.from).toEqual({ name: 'Not made yet', address: 'activation@vestibule.test' });
      const { body: bare } = await owner.post('/v1/templates/preview').send({ message, language }).expect(200);
      expect(bare.from.name).toBe('Ours');
      expect(await count()).toBe(before);
      expectProblem(await owner.post('/v1/templates/preview').send({ message: 'spam', language }), 400, 'request.invalid');
      expectProblem(await h.asVisitor().post('/v1/templates/preview').send({ message, language }), 401, 'access.signed_out');
    });

    it('is refused wrong values, unknown mails and languages that are none, and unknown templates', async () => {
      const good = { message: 'verification_code', language: 'en' };
      for (const wrong of [{ message: 'spam' }, { language: 'english' }, { look: { accentColor: 'red' } }, { look: { logoUrl: 'x' } }, { to: 'somebody@example.com' }]) expectProblem(await preview({ ...good, ...wrong }), 400, 'request.invalid');
      expectProblem(await preview(good, owner, crypto.randomUUID()), 404, 'template.not_found');
      expectProblem(await preview(good, await h.stranger.asOwner()), 404, 'template.not_found');
      expectProblem(await preview(good, h.asVisitor()), 401, 'access.signed_out');
    });
  });

  describe('with a logo', () => {
    const script = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script><image href="https://evil.example/x.png"/></svg>';

    it('serves it from our own origin so that nothing in it can run or be loaded', async () => {
      const { body } = await owner.put(`/v1/templates/${id}/logo`).send({ data: Buffer.from(script).toString('base64') }).expect(200);
      const path = body.look.logoUrl as string;
      expect(path).toMatch(/^\/v1\/logos\/\w{22}$/);
      const served = await imageOf(path);
      expect(served.body.toString()).toBe(script);
      expect(served.headers).toMatchObject({
        'content-type': 'image/svg+xml', 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
        'content-disposition': 'attachment; filename="logo.svg"', 'cross-origin-resource-policy': 'same-origin', 'cache-control': 'public, max-age=31536000, immutable',
      });
      expect((await h.asVisitor().get(`/v1/activation/${h.provider.template.shareKey}`)).body.look.logoUrl).toBe(path);
    });

    it('gives a new one a new address, under which the old one is gone, and none after its removal', async () => {
      const set = async (title: string) => (await owner.put(`/v1/templates/${id}/logo`).send({ data: svgLogo(title) }).expect(200)).body.look.logoUrl as string;
      const [first, second, same] = [await set('first'), await set('second'), await set('second')];
      expect(same).toBe(second);
      expectProblem(await supertest(h.url).get(first), 404, 'request.not_found');
      expect((await imageOf(second)).status).toBe(200);
      expect((await owner.delete(`/v1/templates/${id}/logo`).expect(200)).body.look.logoUrl).toBeNull();
      await owner.delete(`/v1/templates/${id}/logo`).expect(200);
      expectProblem(await supertest(h.url).get(second), 404, 'request.not_found');
      const { rows } = await h.pool.query(`select 1 from access_keys where kind = 'logo' and subject_id = $1`, [id]);
      expect(rows).toEqual([]);
    });

    it('shows the PNG made for mails in a preview and in the mail that leaves, a PNG by itself, and the name where there is only a drawing', async () => {
      const template = await h.provider.newTemplate({ look: { brandName: 'Pictured' } });
      const set = (body: object) => owner.put(`/v1/templates/${template.id}/logo`).send(body).expect(200);
      const picture = async () => /<img[^>]* src="([^"]*)"[^>]*>/.exec((await preview({ message: 'verification_code', language: 'en' }, owner, template.id).expect(200)).body.html)?.[1];
      expect(await picture()).toBeUndefined();
      await set({ data: svgLogo() });
      expect(await picture()).toBeUndefined();
      await set({ data: svgLogo(), mailData: onePixel });
      expect(await picture()).toBe(`data:image/png;base64,${onePixel}`);

      const user = await h.provider.handOver({ template });
      const agent = await h.provider.asSubscriber(user);
      await agent.put('/v1/activation/session/email').send({ email: 'pictured@example.com' }).expect(202);
      await sendMails(h);
      const mail = await h.mailbox.waitForMessage('pictured@example.com');
      expect(mail.html).toContain(`src="data:image/png;base64,${onePixel}" width="1" height="1" alt="Pictured"`);
      expect(mail.text).not.toMatch(/cid:|base64/);

      // A new logo leaves nothing of the one before.
      await set({ data: svgLogo('another') });
      expect(await picture()).toBeUndefined();
      await set({ data: onePixel });
      expect(await picture()).toBe(`data:image/png;base64,${onePixel}`);
      await owner.delete(`/v1/templates/${template.id}/logo`).expect(200);
      expect(await picture()).toBeUndefined();
    });

    it('leaves one address that works when several are set at once', async () => {
      const answers = await Promise.all(Array.from({ length: 6 }, (_, at) => owner.put(`/v1/templates/${id}/logo`).send({ data: svgLogo(`logo ${at}`) })));
      expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
      const statuses = await Promise.all(answers.map(async ({ body }) => (await imageOf(body.look.logoUrl)).status));
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    });

    it('takes it along when the template is deleted', async () => {
      const template = await h.provider.newTemplate();
      const { body } = await owner.put(`/v1/templates/${template.id}/logo`).send({ data: svgLogo() }).expect(200);
      await owner.delete(`/v1/templates/${template.id}`).expect(204);
      expectProblem(await supertest(h.url).get(body.look.logoUrl), 404, 'request.not_found');
    });

    it('refuses what is no picture, too much of one, and templates there are none of', async () => {
      const put = (data: string, templateId = id) => owner.put(`/v1/templates/${templateId}/logo`).send({ data });
      expectProblem(await put(Buffer.from('<html></html>').toString('base64')), 400, 'template.logo_unusable');
      expectProblem(await put(Buffer.from(`<svg>${' '.repeat(102_400)}</svg>`).toString('base64')), 400, 'template.logo_unusable');
      expectProblem(await put('x'.repeat(140_001)), 400, 'request.invalid');
      const { body: refused } = await owner.put(`/v1/templates/${id}/logo`).send({ data: svgLogo(), mailData: svgLogo() });
      expect(refused).toMatchObject({ code: 'template.logo_unusable', errors: [{ pointer: '/mailData' }] });
      expectProblem(await put('not base64!'), 400, 'request.invalid');
      expectProblem(await put(svgLogo(), crypto.randomUUID()), 404, 'template.not_found');
      expectProblem(await owner.delete(`/v1/templates/${crypto.randomUUID()}/logo`), 404, 'template.not_found');
      expectProblem(await supertest(h.url).get('/v1/logos/unknown'), 404, 'request.not_found');
    });
  });
});
