import { expect, it } from '@jest/globals';
import { codeSentTo, mailsTo } from '../src/mailbox.ts';
import { handOver, newPerson } from '../src/people.ts';
import { openState, portalStates } from '../src/portal-states.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();
const inArabic = (digits: string): string => digits.replace(/\d/g, (digit) => String.fromCodePoint(0x0660 + Number(digit)));

it('goes from the link to the end in Arabic, with a code typed in Arabic digits, and leaves nothing in the browser', async () => {
  const person = await newPerson(demo);
  await handOver(demo.adapter, person);
  const page = await tabs.device({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  const title = (name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

  await page.goto(demo.shareLink);
  await page.getByLabel('Language').selectOption('ar');
  await title('تفعيل حسابك');
  await page.getByLabel('معرّف المستخدم', { exact: true }).fill(person.userId);
  await page.getByLabel('كلمة المرور', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'تسجيل الدخول', exact: true }).click();
  await title('ما عنوان بريدك الإلكتروني؟');
  await page.getByLabel('عنوان البريد الإلكتروني', { exact: true }).fill(person.email);
  await page.getByRole('button', { name: 'إرسال الرمز', exact: true }).click();
  await title('أدخل الرمز');
  const code = await codeSentTo(demo, person.email);
  expect((await mailsTo(demo, person.email))[0]?.text).toContain('رمزك');
  await page.getByLabel('الرمز المكوّن من 6 أرقام', { exact: true }).fill(inArabic(code));
  expect(await page.locator('#code').inputValue()).toBe(code);
  await page.getByRole('button', { name: 'تأكيد', exact: true }).click();
  await title('حسابك جاهز');

  expect(new URL(page.url()).search).toBe('?lang=ar');
  expect(await page.evaluate(async () => [localStorage.length, sessionStorage.length, document.cookie, (await indexedDB.databases()).length, (await caches.keys()).length])).toEqual([0, 0, '', 0, 0]);
});

it('writes the next mail in the language that is chosen on the way', async () => {
  const person = await newPerson(demo);
  await handOver(demo.adapter, person);
  const page = await tabs.device();
  await page.goto(demo.shareLink);
  await page.getByLabel('User ID', { exact: true }).fill(person.userId);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Which e-mail address is yours?' }).waitFor();

  const told = page.waitForResponse((response) => response.url().endsWith('/v1/activation/session/language') && response.ok());
  await page.getByLabel('Language').selectOption('de');
  await told;
  await page.getByRole('heading', { level: 1, name: 'Wie lautet Ihre E‑Mail-Adresse?' }).waitFor();
  await page.locator('#email').fill(person.email);
  await page.getByRole('button', { name: 'Code senden', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Geben Sie den Code ein' }).waitFor();

  await codeSentTo(demo, person.email);
  expect((await mailsTo(demo, person.email))[0]?.text).toContain('Ihr Code');
});

it('gives times as the browser’s own region writes them', async () => {
  const validity = async (locale: string): Promise<string> => {
    const page = await tabs.device({ locale, timezoneId: 'Europe/London' });
    const state = portalStates.find(({ name }) => name === 'code-wrong') ?? { name: '' };
    await openState(page, new URL(demo.portalUrl).origin, state, 'en');
    return page.locator('#code-help').innerText();
  };
  expect(await validity('en-US')).toMatch(/ (AM|PM), valid until .* (AM|PM)\./);
  expect(await validity('en-GB')).toMatch(/^Mail of \d\d:\d\d, valid until \d\d:\d\d\.$/);
});
