import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import { accessibilityFaults } from './accessibility.ts';
import { running } from './running.ts';
import { watch } from './watch.ts';

// A guard that never barks proves nothing: each is shown a page with the fault it is there for.
let browser: Browser;
let server: Server;
let origin: string;

beforeAll(async () => {
  browser = await chromium.connect(running().browserEndpoint);
  server = createServer((request, response) => {
    response.statusCode = request.url === '/v1/refused' ? 404 : request.url === '/v1/broken' ? 500 : 200;
    response.setHeader('content-security-policy', "default-src 'self'");
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><html lang="en"><title>Page</title><link rel="icon" href="data:,"><main><h1>Page</h1><img src="/x" style="color: red"></main></html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await browser.close();
  server.close();
});

async function faultsOf(act: (page: Page) => Promise<unknown>): Promise<string[]> {
  const faults: string[] = [];
  const context = await browser.newContext();
  await watch(context, [origin], (fault) => faults.push(fault));
  const page = await context.newPage();
  await page.goto(origin);
  await act(page);
  await page.waitForTimeout(200);
  await context.close();
  return faults;
}

it('notices an inline style that the content security policy forbids', async () => {
  expect((await faultsOf(async () => undefined)).join('\n')).toContain('content security policy: style-src');
});

it('notices requests to another origin, uncaught errors and answers that are our fault, but no refusal', async () => {
  const faults = await faultsOf((page) =>
    page.evaluate(async () => {
      setTimeout(() => {
        throw new Error('uncaught');
      });
      await fetch('/v1/refused');
      await fetch('/v1/broken');
      await fetch('http://localhost:9/elsewhere').catch(() => undefined);
    }));

  const text = faults.join('\n');
  expect(text).toContain('page error: uncaught');
  expect(text).toContain('status of 500');
  expect(text).not.toContain('status of 404');
});

it('notices a picture without words, once, and pale words in dark and in light', async () => {
  const page = await browser.newPage();
  await page.goto(origin);
  await page.evaluate(() => {
    for (const heading of document.querySelectorAll('h1')) Object.assign(heading.style, { color: '#888', backgroundColor: '#777' });
  });

  const faults = await accessibilityFaults(page);

  const schemesOf = (rule: string) => faults.filter((fault) => fault.includes(rule)).map((fault) => fault.split(' ')[0]);
  expect(schemesOf('image-alt')).toEqual(['dark']);
  expect(schemesOf('color-contrast')).toEqual(['dark', 'light']);
});
