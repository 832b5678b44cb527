import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { accessibilityFaults } from './src/accessibility.ts';
import { findBrowser } from './src/browser.ts';
const demo = JSON.parse(readFileSync('/tmp/scim-data/demo.json', 'utf8'));
const found = findBrowser();
const browser = await chromium.launch({ executablePath: found.path, env: { ...process.env, ...found.env }, args: ['--no-sandbox', '--disable-gpu'] });
const out = '/tmp/scim-shots';
async function open(options, lang) {
  const context = await browser.newContext({ baseURL: demo.apiUrl, ...options });
  await context.addInitScript((l) => localStorage.setItem('language', l), lang);
  const page = await context.newPage();
  await page.goto(demo.consoleUrl + 'templates');
  await page.locator('input[type=email], input[autocomplete=username]').first().fill(demo.admin.email);
  await page.locator('input[type=password]').fill(demo.admin.password);
  await page.locator('button[type=submit]').click();
  await page.getByRole('link', { name: 'Business customers', exact: true }).click();
  await page.locator('#scim-title').waitFor();
  return page;
}
const shot = async (page, name, whole = false) => { await page.waitForTimeout(350); const el = page.locator('section[aria-labelledby=scim-title]'); if (whole) await page.screenshot({ path: `${out}/${name}.png` }); else { await el.scrollIntoViewIfNeeded(); await el.screenshot({ path: `${out}/${name}.png` }); } };
const p = await open({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' }, 'en');
const b = (n) => p.getByRole('button', { name: n, exact: true });
let token = null;
if (await b('Make a token').count()) {
  await shot(p, '1-none-en'); console.log('none', await accessibilityFaults(p, ['dark','light'], '[aria-labelledby=scim-title]'));
  await p.emulateMedia({ colorScheme: 'light' });
  await b('Make a token').click(); await shot(p, '2-ask-en', true);
  await p.getByRole('dialog').getByRole('button', { name: 'Make a token' }).click();
  await p.getByText('I have copied it').waitFor(); await shot(p, '3-once-en', true);
  token = await p.getByLabel('Bearer token', { exact: true }).inputValue();
  await b('I have copied it').click();
} else {
  await b('Replace token').click(); await p.getByRole('dialog').getByRole('button', { name: 'Replace token' }).click();
  await p.getByText('I have copied it').waitFor(); token = await p.getByLabel('Bearer token', { exact: true }).inputValue(); await b('I have copied it').click();
}
const call = (method, path, body) => fetch(demo.apiUrl + '/scim/v2' + path, { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' }, body: body && JSON.stringify(body) });
console.log((await call('POST', '/Users', { userName: 'newcomer@northwind.example' })).status);
await p.reload(); await p.locator('#scim-title').waitFor(); await p.waitForTimeout(800);
await shot(p, '4-on-en');
await b('What to enter in Microsoft Entra').click(); await b('What to enter in Okta').click(); await shot(p, '5-steps-en');
console.log('on', await accessibilityFaults(p, ['dark','light']));
await p.emulateMedia({ colorScheme: 'dark' }); await shot(p, '6-steps-dark-en');
await b('Replace token').click(); await shot(p, '7-replace-dark-en', true); await p.getByRole('dialog').getByRole('button', { name: 'Replace token' }).click(); await p.getByText('I have copied it').waitFor(); await b('I have copied it').click(); await shot(p, '8-grace-dark-en');
await b('Switch off').click(); await shot(p, '9-off-dark-en', true); await p.keyboard.press('Escape');
const f = await open({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, colorScheme: 'light', deviceScaleFactor: 2 }, 'fr');
await f.waitForTimeout(800); await shot(f, '10-on-fr-390');
await f.getByRole('button', { name: 'Que saisir dans Microsoft Entra' }).click(); await shot(f, '11-steps-fr-390');
await f.getByRole('button', { name: 'Remplacer le jeton' }).click(); await f.waitForTimeout(300); await shot(f, '12-replace-fr-390', true);
await f.keyboard.press('Escape');
console.log('overflow', await f.evaluate(() => document.documentElement.scrollWidth > innerWidth));
console.log('fr axe', await accessibilityFaults(f));
const g = await open({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' }, 'fr'); await g.waitForTimeout(800); await shot(g, '13-on-fr');
await browser.close();
