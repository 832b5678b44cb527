import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { folder } from './picture.ts';

/** Pictures (PNG) side by side as one `docs/screenshots/<name>.webp`; each is drawn this wide. */
export async function writeSheet(browser: Browser, name: string, pictures: readonly Buffer[], { width, columns }: { width: number; columns: number }): Promise<void> {
  const gap = 12;
  const page = await browser.newPage({ viewport: { width: columns * (width + gap) + gap, height: 800 } });
  try {
    const images = pictures.map((picture) => `<img width="${width}" src="data:image/png;base64,${picture.toString('base64')}">`).join('');
    await page.setContent(`<body style="margin:${gap}px;display:flex;flex-wrap:wrap;gap:${gap}px;align-items:flex-start;background:#8a8d93">${images}`);
    await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    const session = await page.context().newCDPSession(page);
    const clip = { x: 0, y: 0, width: columns * (width + gap) + gap, height, scale: 1 };
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 70, captureBeyondViewport: true, clip });
    const path = join(folder, `${name}.webp`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.from(data, 'base64'));
  } finally {
    await page.close();
  }
}
