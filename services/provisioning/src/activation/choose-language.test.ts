import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unique, type TestProvider } from '../../test/factories.ts';
import { type Harness, startHarness, visitor } from '../../test/harness.ts';
import { expectProblem, proveAddress, untilStatus } from '../../test/journeys.ts';

describe('the language of a visit', () => {
  let h: Harness;
  let german: Awaited<ReturnType<TestProvider['newTemplate']>>;
  beforeAll(async () => {
    h = await startHarness();
    german = await h.provider.newTemplate({ language: 'de', languages: ['de', 'en', 'fr', 'ar'] });
  });
  afterAll(() => h.close());

  /** A user whom BroadWorks handed over with this language. */
  async function userSpeaking(language?: string) {
    const user = await h.provider.handOver({ template: german });
    const facts = { serviceProviderId: 'SP1', groupId: unique('group'), isEnterprise: false, firstName: 'Ana', lastName: 'Díaz' };
    if (!language) return user;
    const userId = `${unique('user')}@sp.example`;
    h.broadworks.addUser({ userId, password: 'pw', firstName: 'Ana', lastName: 'Díaz', groupId: facts.groupId, serviceProvider: 'SP1', isEnterprise: false });
    const answer = await visitor(h.url).put(`${german.adapterPath}/${userId}`).auth(german.adapterAccount, german.adapterPassword).send({ ...facts, language }).expect(202);
    return { ...user, id: (answer.body as { subscriberId: string }).subscriberId, userId };
  }
  const signIn = (userId: string, more: object) => visitor(h.url).post(`/v1/activation/${german.shareKey}/session`).send({ userId, password: 'pw', ...more }).expect(200);

  it.each([
    ['the person’s choice', 'fr', { language: 'en', languageChosen: true }, 'en'],
    ['what came with the user, however it is spelled', 'French_Canada', { language: 'en' }, 'fr'],
    ['the browser’s', undefined, { language: 'en' }, 'en'],
    ['the browser’s where what came is none of ours', 'xx', { language: 'en' }, 'en'],
    ['the template’s where the wishes are not offered', 'pl', { language: 'sv' }, 'de'],
  ])('is %s', async (_what, handedOver, shown, language) => {
    const { userId } = await userSpeaking(handedOver);
    expect((await signIn(userId, shown)).body).toMatchObject({ language });
  });

  it('chosen on the way counts at once, also for the mails', async () => {
    const user = await userSpeaking();
    const page = await h.provider.asSubscriber(user);
    expect((await page.put('/v1/activation/session/language').send({ language: 'fr' }).expect(200)).body).toMatchObject({ language: 'fr', step: 'email' });
    const email = `${unique('ana')}@example.com`;
    await page.put('/v1/activation/session/email').send({ email }).expect(202);
    expect((await h.mailbox.waitForMessage(email)).text).toContain('Votre code');
    expect((await page.get('/v1/activation/session')).body).toMatchObject({ language: 'fr' });
  });

  it('and everything else the page needs come with the page itself, at the link of the visit’s own template', async () => {
    const user = await userSpeaking();
    const page = await h.provider.asSubscriber(user);
    const at = async (shareKey: string) => (await page.get(`/v1/activation/${shareKey}`).expect(200)).body;
    expect(await at(german.shareKey)).toMatchObject({ language: 'de', activation: { step: 'email', userId: user.userId } });
    expect(await at(h.provider.template.shareKey)).toMatchObject({ activation: null });
    expect((await visitor(h.url).get(`/v1/activation/${german.shareKey}`).expect(200)).body).toMatchObject({ activation: null });
    await page.delete('/v1/activation/session').expect(204);
    expect(await at(german.shareKey)).toMatchObject({ activation: null });
  });

  it('is the one the last mail is written in, too', async () => {
    const user = await userSpeaking();
    const email = `${unique('ana')}@example.com`;
    await (await h.provider.asSubscriber(user)).put('/v1/activation/session/language').send({ language: 'fr' }).expect(200);
    await proveAddress(h, h.provider, user, email);
    await untilStatus(h, user.id, 'provisioned');
    expect((await h.mailbox.waitForMessage(email, { count: 2 })).text).toContain('Votre compte est prêt');
  });

  it('stays as it is when the template does not offer the wish; one that is no language and a stranger are refused', async () => {
    const page = await h.provider.asSubscriber(await userSpeaking());
    await page.put('/v1/activation/session/language').send({ language: 'fr' }).expect(200);
    expect((await page.put('/v1/activation/session/language').send({ language: 'pl' }).expect(200)).body).toMatchObject({ language: 'fr' });
    expectProblem(await page.put('/v1/activation/session/language').send({ language: 'french' }), 400, 'request.invalid');
    expectProblem(await visitor(h.url).put('/v1/activation/session/language').send({ language: 'fr' }), 401, 'activation.session_expired');
  });
});
