import { beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { accessibilityFaults } from '../src/accessibility.ts';
import { ConsolePage } from '../src/console-page.ts';
import { eventually } from '../src/eventually.ts';
import { Integrator, type MadeTemplate } from '../src/integrator.ts';
import { handOver, newPerson, type Person, unique } from '../src/people.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';
import { UserStatusPage } from '../src/user-status-page.ts';

const { demo } = running();
const tabs = useTabs();
const integrator = new Integrator(demo);
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
let template: MadeTemplate;
let people: Person[];

beforeAll(async () => {
  template = await integrator.createTemplate();
  people = await Promise.all([1, 2, 3].map(() => newPerson(demo)));
  for (const person of people) await handOver(template.adapter, person);
});

async function signedIn(query = '', options?: BrowserContextOptions): Promise<{ console: ConsolePage; users: UserStatusPage; page: Page }> {
  const console = new ConsolePage(await tabs.device(options), demo);
  await console.signIn(`subscribers?templateId=${template.id}${query}`);
  const users = new UserStatusPage(console.page);
  await users.row(people[0]?.userId ?? '').waitFor();
  return { console, users, page: console.page };
}
const headers = async (page: Page): Promise<string[]> => (await page.getByRole('columnheader').allInnerTexts()).map((text) => text.trim());
const url = (page: Page): URLSearchParams => new URL(page.url()).searchParams;

describe('columns', () => {
  it('are chosen by the keyboard, kept in the address, and come back with it', async () => {
    const { console, page } = await signedIn();
    await console.button('Columns').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitemcheckbox', { name: 'Reference' }).focus();
    await page.keyboard.press('Enter');
    await eventually('the column', async () => (await headers(page)).includes('Reference'));
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(url(page).get('columns')?.split(',')).toContain('reference');
    await page.reload();
    await eventually('the column after a reload', async () => (await headers(page)).includes('Reference'));
  });

  it('give way while details stand beside them, so that ids and reasons are read whole', async () => {
    const { console, page, users } = await signedIn();
    const [person] = people;
    if (!person) throw new Error('nobody was handed over');
    await console.button(`Show details of ${person.userId}`).click();
    await page.getByRole('complementary', { name: person.userId }).waitFor();
    await eventually('fewer columns', async () => !(await headers(page)).includes('E-mail'));
    const whole = await users.row(person.userId).evaluate((row) => [...row.querySelectorAll<HTMLElement>('[data-open], td:nth-of-type(3) span')].every((each) => each.scrollWidth <= each.clientWidth + 1));
    expect(whole).toBe(true);
  });
});

describe('filters', () => {
  it('show a customer picked by typing as a chip with its name, and go when its cross is pressed', async () => {
    const { page, users } = await signedIn();
    const [mine, other] = people;
    await page.getByRole('button', { name: 'Customer', exact: true }).click();
    const picker = page.getByRole('combobox', { name: 'Find a customer' });
    await picker.fill(`Northwind+${mine?.groupId ?? ''}`);
    await page.getByRole('option', { name: mine?.groupId }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await picker.press('Enter');
    await page.getByRole('button', { name: `Customer: Northwind+${mine?.groupId ?? ''}` }).waitFor();
    await page.getByText('1 user', { exact: true }).waitFor();
    await users.row(other?.userId ?? '').waitFor({ state: 'detached' });
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.goBack();
    await page.getByText('3 users', { exact: true }).waitFor();
    await page.goForward();
    await page.getByRole('button', { name: 'Remove the filter Customer' }).click();
    await page.getByText('3 users', { exact: true }).waitFor();
  });

  it('stand behind one button on a phone, so that the first user is seen without scrolling', async () => {
    const { page, users } = await signedIn('', phone);
    const first = await users.row(people[2]?.userId ?? '').boundingBox();
    expect(first && first.y + first.height).toBeLessThan(844);
    expect(await page.getByRole('button', { name: 'Columns' }).isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Filters (1)' }).click();
    await page.getByRole('button', { name: 'Columns' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('leave the address as one entry while somebody types, and the last thing typed wins', async () => {
    const { page } = await signedIn();
    const before = await page.evaluate(() => history.length);
    await page.getByRole('searchbox', { name: 'Search users' }).pressSequentially(people[1]?.userId ?? '', { delay: 15 });
    await page.getByText('1 user', { exact: true }).waitFor();
    expect(url(page).get('q')).toBe(people[1]?.userId);
    expect(await page.evaluate(() => history.length)).toBe(before);
  });
});

describe('views', () => {
  it('are kept by name, renamed, brought up to date, deleted, and brought back', async () => {
    const { console, page } = await signedIn('&status=pending_email_input&sort=userId');
    const name = `Waiting ${unique()}`;
    const menu = () => page.getByRole('button', { name: /^View: / }).click();
    const choose = async (item: string): Promise<void> => {
      await menu();
      await page.getByRole('menuitem', { name: item, exact: true }).click();
    };
    await choose('Save this view');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel('Name of the view').fill(name);
    await console.button('Save view').click();
    await page.getByRole('button', { name: `View: ${name}` }).waitFor();

    await choose('Needs attention');
    await eventually('the built-in view', async () => url(page).get('status') === 'error,pending_user_migration' && !url(page).has('templateId'));
    await menu();
    await page.getByRole('menuitem', { name, exact: true }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('menuitem', { name, exact: true }).click();
    await eventually('the own view', async () => url(page).get('sort') === 'userId' && url(page).get('templateId') === template.id);

    await choose(`Rename “${name}”`);
    await page.getByLabel('Name of the view').fill(`${name} too`);
    await console.button('Rename').click();
    await page.getByRole('button', { name: `View: ${name} too` }).waitFor();
    await choose(`Delete “${name} too”`);
    await console.button('Undo').click();
    await console.toast(`“${name} too” is back.`).waitFor();
    await page.reload();
    await page.getByRole('button', { name: `View: ${name} too` }).waitFor();
  });
});

describe('live', () => {
  it('updates a row where it stands without taking the focus, and says how many would move', async () => {
    const { console, page, users } = await signedIn();
    const newcomer = await newPerson(demo);
    const [first, second] = people;
    const opener = console.button(`Show details of ${second?.userId ?? ''}`);
    await opener.focus();
    const order = async () => (await users.allRows()).map(([userId]) => userId);
    const before = await order();

    const id = await handOver(template.adapter, first ?? newcomer, { package: 'premium' });
    await handOver(template.adapter, newcomer);
    await integrator.onboard(id, `live-${unique()}@example.com`);

    await users.waitForStatus(first?.userId ?? '', 'Provisioned');
    const news = page.getByRole('button', { name: /^\d+ changed, refresh$/ });
    await news.waitFor();
    expect(await order()).toEqual(before);
    expect(await opener.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
    await news.click();
    await users.row(newcomer.userId).waitFor();
    await news.waitFor({ state: 'detached' });
  });

  it('follows a user in the details beside the list as well, and leaves the focus where it is', async () => {
    const person = await newPerson(demo);
    const id = await handOver(template.adapter, person);
    const { console, page, users } = await signedIn();
    await console.button(`Show details of ${person.userId}`).click();
    const panel = page.getByRole('complementary', { name: person.userId });
    await panel.getByText('waiting for e-mail').first().waitFor();
    const copy = panel.getByRole('button', { name: 'Copy for support' });
    await copy.focus();

    await integrator.onboard(id, person.email);

    await panel.getByText('Provisioned', { exact: true }).first().waitFor();
    await panel.getByText(person.email).first().waitFor();
    await users.waitForStatus(person.userId, 'Provisioned');
    expect(await copy.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('says quietly when the server is no longer heard, follows work under way all the same, and comes back by itself', async () => {
    const person = await newPerson(demo);
    const id = await handOver(template.adapter, person);
    const console = new ConsolePage(await tabs.device(), demo);
    const { page } = console;
    // As a proxy does that cuts a stream, and then lets none through.
    let isCut = true;
    let asked = 0;
    await page.route('**/v1/subscribers/changes*', (route) => {
      asked += 1;
      if (!isCut) return route.continue();
      return asked === 1 ? route.fulfill({ contentType: 'text/event-stream', body: 'event: ready\ndata: {}\n\n' }) : route.fulfill({ status: 204 });
    });
    await console.signIn(`subscribers?templateId=${template.id}`);
    const users = new UserStatusPage(page);
    await users.row(person.userId).waitFor();
    const words = page.getByText('Live updates interrupted', { exact: true });
    await words.waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    // Work that the page knows of is asked for now and then, so the row ends where it should.
    await integrator.startOnboarding(id, `slow-${unique()}@example.com`);
    await console.button('Refresh').click();
    await users.waitForStatus(person.userId, 'Provisioned', 40);
    expect(await words.isVisible()).toBe(true);

    isCut = false;
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await words.waitFor({ state: 'detached' });
    const newcomer = await newPerson(demo);
    await handOver(template.adapter, newcomer);
    await page.getByRole('button', { name: /^\d+ changed, refresh$/ }).waitFor();
  });
});
