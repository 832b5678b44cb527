import { beforeEach, describe, expect, it } from '@jest/globals';
import { useDatabase } from '../src/database.ts';
import { Integrator, type Row } from '../src/integrator.ts';
import { codeSentTo, linkSentTo, mailsTo } from '../src/mailbox.ts';
import { accountsMade, broadworksCalls, giveConsent, handOver, newPerson, type Person, unique } from '../src/people.ts';
import { inEachLanguage, onPhone, type Walk } from '../src/phones.ts';
import type { PortalPage } from '../src/portal-page.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

// The scenarios 11 to 25 that a user of the portal lives through, on a phone, in three languages side by side.
const { demo } = running();
const tabs = useTabs();
const database = useDatabase();
const integrator = new Integrator(demo);
const walk = (way: Walk, options?: { isFresh: boolean }) => () => inEachLanguage(tabs, way, options);
const newAddress = (word = 'ana'): string => `${word}-${unique()}@example.com`;

// All journeys come from one network, which may sign in sixty times a minute.
beforeEach(() => database.forgetSignIns());

const handedOver = async (chosen: Partial<Person> = {}) => {
  const person = await newPerson(demo, chosen);
  return { person, id: await handOver(demo.adapter, person) };
};
const atCode = async (portal: PortalPage, chosen: Partial<Person> = {}) => {
  const known = await handedOver(chosen);
  await portal.askForCode(demo.shareLink, known.person, known.person.email);
  return known;
};
const prove = async (portal: PortalPage, email: string, nth = 1) => portal.typeCode(await codeSentTo(demo, email, nth));
const statusesOf = async (id: string) =>
  (await database.query("select data->>'to' as status from events where subscriber_id = $1 and type = 'subscriber.status_changed' order by id", [id])).map(({ status }) => status);

describe('signing in', () => {
  it('11 Happy path: from the link to the download page', walk(async (portal) => {
    const { person, id } = await handedOver();
    await portal.open(demo.shareLink);
    await portal.signIn(person);
    await portal.shows('email');
    expect((await integrator.read(id)).status).toBe('pending_email_input');
    await portal.giveEmail(person.email);
    await portal.shows('code');
    await prove(portal, person.email);
    await portal.shows('done');
    expect(await portal.page.locator('main').getByText(person.email).count()).toBeGreaterThan(0);
    expect(await statusesOf(id)).toEqual(['pending_email_validation', 'provisioning', 'provisioned']);
    expect(await accountsMade(demo, person.userId)).toBe(1);
  }));

  it('12 Bad password: the same words for a wrong password and for nobody, at the field, and nothing changes', walk(async (portal) => {
    const { person, id } = await handedOver();
    const before = await integrator.read(id);
    await portal.open(demo.shareLink);
    for (const userId of [`nobody-${unique()}@northwind.example`, person.userId]) {
      await portal.signIn({ userId, password: 'wrong' });
      await portal.says('problem.activation.credentials_refused');
      await portal.field('sign_in.password').and(portal.page.locator(':focus')).waitFor();
      expect(await portal.field('sign_in.user_id').inputValue()).toBe(userId);
    }
    expect(await integrator.read(id)).toEqual(before);
    await portal.signIn(person);
    await portal.shows('email');
  }));

  it('13 Lockout: says that the account is locked and until when, leads to the reset page, and asks BroadWorks no more', walk(async (portal) => {
    const template = await integrator.createTemplate({ look: { resetPasswordUrl: 'https://northwind.example/reset' } });
    const person = await newPerson(demo, { userId: `locked-${unique()}@northwind.example` });
    const id = await handOver(template.adapter, person);
    await portal.open(template.shareLink);
    await portal.signIn(person);
    await portal.says('problem.activation.account_locked');
    await portal.says('problem.retry_at');
    expect(await portal.field('sign_in.user_id').inputValue()).toBe(person.userId);
    expect(await portal.page.getByRole('link', { name: portal.texts.say('sign_in.reset_password') }).getAttribute('href')).toBe('https://northwind.example/reset');
    const asked = await broadworksCalls(demo, person.userId);
    await portal.signIn(person);
    await portal.says('problem.activation.account_locked');
    expect([asked, await broadworksCalls(demo, person.userId)]).toEqual([1, 1]);
    expect((await integrator.read(id)).status).toBe('pending_email_input');
  }));

  it('14 Short user name: the number alone is enough', walk(async (portal) => {
    const number = `555${parseInt(unique(), 16)}`;
    const page: { defaultDomain: string | null } = await (await fetch(demo.shareLink.replace(/^.*\/activate\//, `${demo.apiUrl}/v1/activation/`))).json();
    const { person } = await handedOver({ userId: `${number}@${page.defaultDomain}` });
    await portal.open(demo.shareLink);
    await portal.says('sign_in.user_id_domain', { domain: page.defaultDomain ?? '' });
    await portal.signIn({ userId: number, password: person.password });
    await portal.shows('email');
    expect(await broadworksCalls(demo, person.userId)).toBe(1);
  }));
});

describe('an address that somebody else has', () => {
  it('15 Address in another org: told in plain words once the mailbox is proven; another address goes on', walk(async (portal) => {
    const { person, id } = await atCode(portal, { email: newAddress('fail-200039') });
    expect(await portal.like('problem.cloud.email_in_use_elsewhere').count()).toBe(0);
    await prove(portal, person.email);
    await portal.shows('failedForUser');
    await portal.says('problem.cloud.email_in_use_elsewhere');
    expect(await integrator.read(id)).toMatchObject({ status: 'error', reason: 'cloud.email_in_use_elsewhere' });
    expect(await accountsMade(demo, person.userId)).toBe(0);
    expect(await portal.button(portal.texts.say('page.try_again')).count()).toBe(0);
    const other = newAddress();
    await portal.press('code.change');
    await portal.giveEmail(other);
    await prove(portal, other);
    await portal.shows('done');
  }));

  it('16 Address of another subscriber: told only after the code, and names nobody', walk(async (portal) => {
    const owner = await handedOver();
    await integrator.onboard(owner.id, owner.person.email);
    const { id } = await atCode(portal, { email: owner.person.email });
    expect(await portal.like('problem.activation.email_in_use').count()).toBe(0);
    // The first mail told the owner that the account is ready.
    await prove(portal, owner.person.email, 2);
    await portal.says('problem.activation.email_in_use');
    expect(await portal.page.getByText(owner.person.userId).count()).toBe(0);
    expect((await integrator.read(id)).status).toBe('pending_email_validation');
  }));
});

describe('the code', () => {
  it('17 Resend and invalidate: after the count-down a new mail leaves, and the first code says so', walk(async (portal) => {
    const { person, id } = await atCode(portal);
    const first = await codeSentTo(demo, person.email);
    await portal.says('code.resend_wait');
    // A button that waits says why; it sends nothing.
    await portal.button(portal.texts.say('code.resend')).click({ force: true });
    expect(await mailsTo(demo, person.email)).toHaveLength(1);
    await database.letPass(id, 1);
    await portal.page.reload();
    await portal.press('code.resend');
    await portal.says('code.resent');
    const newest = await codeSentTo(demo, person.email, 2);
    await portal.typeCode(first === newest ? '000000' : first);
    await portal.says(first === newest ? 'problem.activation.code_wrong' : 'problem.activation.code_superseded');
    await portal.typeCode(newest);
    await portal.shows('done');
  }));

  it('18 Expired code: the page says so before anything is typed, also to who comes by the mail\'s link, and sends a new one', walk(async (portal) => {
    const { person, id } = await atCode(portal);
    const link = await linkSentTo(demo, person.email);
    await database.letPass(id, 11);
    await portal.open(link);
    await portal.says('code.expired');
    expect(await portal.code().count()).toBe(0);
    expect((await integrator.read(id)).status).toBe('pending_email_validation');
    await portal.press('code.resend');
    await portal.says('code.resent');
    await prove(portal, person.email, 2);
    await portal.shows('done');
  }));

  it('18 Expired code: a page left open says so by itself, and typing it just then does no harm', walk(async (portal) => {
    await portal.page.clock.install();
    const { person, id } = await atCode(portal);
    const code = await codeSentTo(demo, person.email);
    // Typed first: the page may hear of anything at any time, and learns then how late it is.
    await portal.code().fill(code);
    await database.letPass(id, 11);
    await portal.press('code.submit');
    await portal.says('problem.activation.code_expired');
    expect((await integrator.read(id)).status).toBe('pending_email_validation');
    await portal.page.clock.fastForward('11:00');
    await portal.says('code.expired');
    await portal.code().waitFor({ state: 'detached' });
    await portal.button(portal.texts.say('code.resend')).waitFor();
  }, { isFresh: true }));

  it('20 Second visit, finished: the downloads at once on another device, and no mail', walk(async (portal, language) => {
    const { person } = await atCode(portal);
    await prove(portal, person.email);
    await portal.shows('done');
    const mails = async () => (await mailsTo(demo, person.email)).filter(({ text }) => /\b\d{6}\b/.test(text.replace(/https?:\S+/g, ''))).length;
    const elsewhere = await onPhone(tabs, language);
    await elsewhere.open(demo.shareLink);
    await elsewhere.signIn(person);
    await elsewhere.shows('done');
    expect(await mails()).toBe(1);
  }));
});

describe('what others decide', () => {
  it('21 Provision Admin First: waits, reminds, and goes on by itself without a new mail when the first is done', walk(async (portal) => {
    const template = await integrator.createTemplate({ provisionAdminFirst: true });
    const first = await newPerson(demo, { firstName: 'Ben', lastName: 'Okafor' });
    const second = await newPerson(demo, { groupId: first.groupId });
    const firstId = await handOver(template.adapter, first);
    await handOver(template.adapter, second);
    await portal.askForCode(template.shareLink, second, second.email);
    await prove(portal, second.email);
    await portal.shows('waiting');
    await portal.says('waiting.first', { name: 'Ben O.' });
    expect(await portal.page.getByText('Okafor').count()).toBe(0);
    await portal.press('waiting.remind');
    await portal.says('waiting.reminded');
    await portal.page.reload();
    await portal.shows('waiting');
    await integrator.startOnboarding(firstId, first.email);
    await portal.shows('done', 40);
    expect(await accountsMade(demo, second.userId)).toBe(1);
  }));

  it('22 Try again: one more attempt with the same address gets through', walk(async (portal) => {
    const { person } = await atCode(portal, { email: newAddress('fail-200026-once') });
    await prove(portal, person.email);
    await portal.shows('failedForAdmin');
    await portal.press('page.try_again');
    await portal.shows('done');
    expect(await accountsMade(demo, person.userId)).toBe(1);
    expect((await mailsTo(demo, person.email)).filter(({ text }) => text.includes('#code='))).toHaveLength(1);
  }));

  it('22 Try again: after so many failures the page gives a reference and whom to ask instead', walk(async (portal) => {
    const template = await integrator.createTemplate({ maxTries: 1, look: { supportEmail: 'help@northwind.example' } });
    const person = await newPerson(demo, { email: newAddress('fail-200026') });
    await handOver(template.adapter, person);
    await portal.askForCode(template.shareLink, person, person.email);
    await prove(portal, person.email);
    await portal.shows('failedForAdmin');
    await portal.press('page.try_again');
    await portal.button(portal.texts.say('page.try_again')).waitFor({ state: 'detached' });
    await portal.shows('failedForAdmin');
    await portal.says('failed.what_next.admin');
    expect(await portal.reference()).toMatch(/^[\w-]{6,}$/);
    await portal.page.getByRole('link', { name: 'help@northwind.example' }).waitFor();
  }));

  it('23 Self-activation: somebody nobody handed over signs in and completes', walk(async (portal) => {
    const template = await integrator.createTemplate({ selfActivation: true, defaultPackage: 'basic' });
    const person = await newPerson(demo);
    await portal.askForCode(template.shareLink, person, person.email);
    await prove(portal, person.email);
    await portal.shows('done');
    const { items } = await integrator.get<{ items: Row[] }>(`/v1/subscribers?q=${encodeURIComponent(person.userId)}`);
    expect(items).toMatchObject([{ selfActivated: true, package: 'basic', status: 'provisioned', spEnterpriseId: `Northwind+${person.groupId}` }]);
  }));

  it('24 Self-activation wrong template: who can help, with a reference, and nobody is created', walk(async (portal) => {
    const [one, other] = [await integrator.createTemplate({ selfActivation: true }), await integrator.createTemplate({ selfActivation: true })];
    const first = await newPerson(demo);
    const colleague = await newPerson(demo, { groupId: first.groupId });
    await portal.open(one.shareLink);
    await portal.signIn(first);
    await portal.shows('email');
    await portal.page.context().clearCookies();
    await portal.open(other.shareLink);
    await portal.signIn(colleague);
    await portal.says('problem.activation.self_other_template');
    expect(await portal.reference()).not.toBe('');
    expect((await integrator.get<{ items: Row[] }>(`/v1/subscribers?q=${encodeURIComponent(colleague.userId)}`)).items).toEqual([]);
  }));

  it('25 Consent move: agreed to, the account moves and the page goes on', walk(async (portal) => {
    const { person, id } = await atCode(portal, { email: newAddress('movable') });
    await prove(portal, person.email);
    await portal.shows('accountMovable');
    await portal.press('move.agree');
    await portal.says('move.agreed');
    await giveConsent(demo, person.email);
    await portal.shows('done', 40);
    expect(await statusesOf(id)).toEqual(expect.arrayContaining(['pending_user_migration', 'provisioned']));
    expect(await accountsMade(demo, person.userId)).toBe(1);
  }));

  it('25 Consent move: refused, the account stays, and another address goes on', walk(async (portal) => {
    const { person, id } = await atCode(portal, { email: newAddress('movable') });
    await prove(portal, person.email);
    await portal.shows('accountMovable');
    await portal.press('move.refuse');
    await portal.shows('failedForUser');
    await portal.says('problem.cloud.consent_refused');
    expect(await integrator.read(id)).toMatchObject({ status: 'error', reason: 'cloud.consent_refused' });
    const other = newAddress();
    await portal.press('code.change');
    await portal.giveEmail(other);
    await prove(portal, other);
    await portal.shows('done');
  }));
});
