import { expect, it } from '@jest/globals';
import { chromium } from 'playwright-core';
import { findBrowser, serveBrowser } from './browser.ts';

it('takes the Chromium that CHROMIUM_PATH names before any other, and refuses a name that leads nowhere', () => {
  expect(findBrowser({ CHROMIUM_PATH: process.execPath, PATH: process.env['PATH'] })).toMatchObject({ path: process.execPath, from: 'CHROMIUM_PATH' });
  expect(() => findBrowser({ CHROMIUM_PATH: '/no/such/chromium' })).toThrow('/no/such/chromium');
});

const packaged = process.platform === 'linux' && process.arch === 'x64' ? it : it.skip;

packaged('brings the Chromium from npm to a machine that has none', async () => {
  const found = findBrowser({ PATH: '' });
  expect(found.from).toBe('package');

  const server = await serveBrowser(found);
  const browser = await chromium.connect(server.wsEndpoint());
  const page = await browser.newPage();
  await page.setContent('<h1>It works</h1>');

  expect(await page.getByRole('heading').innerText()).toBe('It works');
  await server.close();
});
