import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { contrastFaults } from '../src/accessibility.ts';
import { type MailPreview, mailKinds, mailPreviews } from '../src/mail-previews.ts';
import { overflow } from '../src/overflow.ts';
import { type Call, ownerCalls } from '../src/owner-calls.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();
let call: Promise<Call> | undefined;

/** What is wrong with a mail as a phone shows it, in light and in dark. */
async function faultsOf(page: Page, { kind, language, html, text, subject }: MailPreview): Promise<string[]> {
  await page.setContent(html);
  const shape = await page.evaluate(() => ({ dir: document.documentElement.dir, lang: document.documentElement.lang, words: document.body.innerText }));
  const code = page.locator('.code');
  return [
    ...(await overflow(page)),
    ...(await contrastFaults(page)),
    ...(shape.dir === (['ar', 'he'].includes(language) ? 'rtl' : 'ltr') && shape.lang === language ? [] : [`runs ${shape.dir} in ${shape.lang}`]),
    ...(/\{\{|\}\}|undefined/.test(shape.words + text + subject) ? ['has a placeholder left'] : []),
    ...(kind !== 'verification_code' || (await isFirstAndLarge(code)) ? [] : ['does not show its code first and large']),
  ].map((fault) => `${language}: ${fault}`);
}

async function isFirstAndLarge(code: ReturnType<Page['locator']>): Promise<boolean> {
  const box = await code.boundingBox();
  return /^\d{6}$/.test(await code.innerText()) && box !== null && box.y < 220 && box.height >= 36;
}

describe.each(mailKinds)('the mail %s', (kind) => {
  it('is whole, readable and in the right direction in every language, on a small phone, in light and dark', async () => {
    const previews = await mailPreviews(await (call ??= ownerCalls(demo)), kind);
    expect(previews.map(({ language }) => language)).toEqual(expect.arrayContaining(['en', 'fr']));
    const page = await tabs.device({ viewport: { width: 320, height: 640 } });
    const faults: string[] = [];
    for (const preview of previews) faults.push(...(await faultsOf(page, preview)));
    expect(faults).toEqual([]);
  }, 120_000);
});
