import type { Page } from 'playwright-core';
import { linkSentTo } from '../mailbox.ts';
import type { Demo } from '../product.ts';
import { invited } from './prepare.ts';
import type { Words } from './words.ts';

/** A screen of the console: where it is, what to do there, and what shows that it is whole. `open`: it needs no session. */
export type Screen = { name: string; path: string | ((demo: Demo) => Promise<string>); open?: true; show: (page: Page, say: Words) => Promise<void> };

const heading = (key: string) => async (page: Page, say: Words) => page.getByRole('heading', { level: 1, name: say(key), exact: true }).waitFor();
const rows = (page: Page) => page.getByRole('row').nth(1).waitFor();
const titled = async (page: Page) => page.getByRole('heading', { level: 1 }).waitFor();
/** A page that is a list of cards: its title, then anything below it. */
const cards = async (page: Page) => page.getByRole('main').getByRole('heading').nth(1).waitFor();
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' }).first().click();

async function openFirstUser(page: Page, say: Words): Promise<void> {
  await press(page, new RegExp(`^${say('subscribers.openOf', { userId: '' }).trim()}`));
  await page.getByRole('complementary').getByRole('heading').nth(1).waitFor();
}

/** A dialog of the first user's menu. */
const firstUser = (action: string) => async (page: Page, say: Words) => {
  await press(page, new RegExp(`^${say('subscribers.menuOf', { userId: '' }).trim()}`));
  await page.getByRole('menuitem', { name: say(`subscribers.${action}`), exact: true }).click();
  await page.getByRole('dialog').waitFor();
};

async function story(page: Page, say: Words): Promise<void> {
  await openFirstUser(page, say);
  // Only the panel is moved, as by a wheel over it: what stands beside it stays where it is.
  await page.getByRole('complementary').getByRole('heading').nth(1).evaluate((heading) => {
    let box = heading.parentElement;
    while (box && (box.scrollHeight <= box.clientHeight || !/auto|scroll/.test(getComputedStyle(box).overflowY))) box = box.parentElement;
    box?.scrollBy(0, heading.getBoundingClientRect().top - box.getBoundingClientRect().top - 12);
  });
}

async function views(page: Page, say: Words): Promise<void> {
  await rows(page);
  await press(page, new RegExp(`^${say('views.button', { name: '' }).trim().replace(/\s/g, '\\s')}`));
  await page.getByRole('menuitem').or(page.getByRole('menuitemradio')).first().waitFor();
}

async function activity(page: Page, say: Words): Promise<void> {
  const heading = page.getByRole('heading', { name: say('home.activity'), exact: true });
  await heading.waitFor();
  await heading.evaluate((found) => found.scrollIntoView({ block: 'start' }));
}

async function checkTemplate(page: Page, say: Words): Promise<void> {
  await openFirstTemplate(page, say);
  const check = page.getByRole('button', { name: say('template.check'), exact: true });
  await check.click();
  await page.getByRole('button', { name: say('template.checkCopy'), exact: true }).waitFor();
  await check.evaluate((found) => found.scrollIntoView({ block: 'center' }));
}

async function openFirstTemplate(page: Page, say: Words): Promise<void> {
  await page.getByRole('row').nth(1).getByRole('link').first().click();
  await page.getByRole('heading', { level: 2, name: say('template.general'), exact: true }).waitFor();
}

async function openFirstCustomer(page: Page): Promise<void> {
  await page.getByRole('row').nth(1).getByRole('link').first().click();
  await page.waitForURL(/customers\/.+/);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

async function deleteAllThatMatch(page: Page, say: Words): Promise<void> {
  await page.getByRole('checkbox', { name: say('subscribers.choosePage'), exact: true }).check();
  await page.getByRole('region', { name: say('bulk.bar') }).getByRole('button', { name: say('bulk.actions.delete'), exact: true }).click();
  await page.getByRole('dialog').getByRole('textbox').or(page.getByRole('dialog').getByRole('button').last()).first().waitFor();
}

async function openFirstOperation(page: Page): Promise<void> {
  await page.getByRole('row').nth(1).getByRole('link').first().click();
  await page.waitForURL(/operations\/.+/);
  await page.getByRole('progressbar').waitFor();
}

async function previewLook(page: Page, say: Words): Promise<void> {
  await openFirstTemplate(page, say);
  const look = page.getByRole('region', { name: say('template.look'), exact: true });
  await look.scrollIntoViewIfNeeded();
  await look.locator('iframe').first().waitFor();
}

const dialog = (button: string) => async (page: Page, say: Words) => {
  await press(page, say(button));
  await page.getByRole('dialog').waitFor();
};

async function editFirst(page: Page, say: Words): Promise<void> {
  await press(page, new RegExp(`^${say('integrations.editOf', { name: '' }).trim()}`));
  await page.getByRole('dialog').waitFor();
}

async function help(page: Page): Promise<void> {
  await rows(page);
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
}

async function openFirstWebhook(page: Page): Promise<void> {
  await page.getByRole('article').first().getByRole('link').click();
  await page.waitForURL(/webhooks\/.+/);
  await rows(page);
}

async function openFirstDelivery(page: Page): Promise<void> {
  await openFirstWebhook(page);
  await page.getByRole('row').nth(1).getByRole('link').click();
  await page.waitForURL(/deliveries\/.+/);
  await page.getByRole('heading', { level: 3 }).first().waitFor();
}

/** All of them, in the order of the navigation. */
export const screens: readonly Screen[] = [
  { name: 'sign-in', path: 'sign-in', open: true, show: heading('session.title') },
  { name: 'forgotten-password', path: 'forgotten-password', open: true, show: titled },
  { name: 'invitation', path: (demo) => linkSentTo(demo, invited.email), open: true, show: titled },
  { name: 'first-steps', path: 'first-steps', show: (page) => page.getByRole('main').getByRole('listitem').first().waitFor() },
  { name: 'home', path: '', show: heading('home.title') },
  { name: 'home-activity', path: '', show: activity },
  { name: 'customers', path: 'customers', show: rows },
  { name: 'customer', path: 'customers', show: openFirstCustomer },
  { name: 'templates', path: 'templates', show: rows },
  { name: 'template-create', path: 'templates/new', show: heading('create.title') },
  { name: 'template', path: 'templates', show: openFirstTemplate },
  { name: 'template-check', path: 'templates', show: checkTemplate },
  { name: 'template-look', path: 'templates', show: previewLook },
  { name: 'user-status', path: 'subscribers?excludeProvisioned=true', show: rows },
  { name: 'user-details', path: 'subscribers?status=error', show: openFirstUser },
  { name: 'user-story', path: 'subscribers?status=error', show: story },
  { name: 'retry', path: 'subscribers?status=error', show: firstUser('retry_activation') },
  { name: 'change-package', path: 'subscribers?status=provisioned', show: firstUser('change_package') },
  { name: 'delete', path: 'subscribers?status=provisioned', show: firstUser('delete') },
  { name: 'views', path: 'subscribers', show: views },
  { name: 'export', path: 'subscribers', show: dialog('subscribers.export') },
  { name: 'bulk-delete', path: 'subscribers?limit=200', show: deleteAllThatMatch },
  { name: 'keyboard-help', path: 'subscribers', show: help },
  { name: 'no-user-fits', path: 'subscribers?q=nobody-has-this-name', show: cards },
  { name: 'import', path: 'import', show: heading('upload.title') },
  { name: 'operations', path: 'operations', show: rows },
  { name: 'operation', path: 'operations', show: openFirstOperation },
  { name: 'audit', path: 'audit', show: rows },
  { name: 'clusters', path: 'integrations/clusters', show: cards },
  { name: 'connectors', path: 'integrations/connectors', show: cards },
  { name: 'webhooks', path: 'integrations/webhooks', show: cards },
  { name: 'webhook', path: 'integrations/webhooks', show: openFirstWebhook },
  { name: 'webhook-delivery', path: 'integrations/webhooks', show: openFirstDelivery },
  { name: 'webhook-create', path: 'integrations/webhooks', show: dialog('webhooks.new') },
  { name: 'api-clients', path: 'integrations/api-clients', show: cards },
  { name: 'api-client-create', path: 'integrations/api-clients', show: dialog('integrations.client.new') },
  { name: 'api-client-edit', path: 'integrations/api-clients', show: editFirst },
  { name: 'api-client-secret', path: 'integrations/api-clients', show: dialog('integrations.client.rotate') },
  { name: 'api-keys', path: 'integrations/api-keys', show: cards },
  { name: 'api-key-create', path: 'integrations/api-keys', show: dialog('integrations.apiKey.new') },
  { name: 'admins', path: 'admins', show: rows },
  { name: 'admin-invite', path: 'admins', show: dialog('admins.invite') },
  { name: 'sign-in-settings', path: 'sign-in-settings', show: heading('signInSettings.title') },
  { name: 'profile', path: 'profile', show: cards },
  { name: 'no-such-page', path: 'no-such-page', show: heading('app.notFoundTitle') },
];
