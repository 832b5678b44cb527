import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { serveBrowser } from '../../e2e/src/browser.ts';
import { newDataDir, removeDataDir, startProduct } from '../../e2e/src/product.ts';
import { type Opening, openings, slowNetworks } from './slow-phone.ts';
import { markdownTable, portalHeading, withSection } from './report.ts';

// How heavy the portal is and how soon it shows something on a slow phone: printed, or written into docs/BENCHMARKS.md with --write.
const { values } = parseArgs({ options: { runs: { type: 'string', default: '7' }, write: { type: 'boolean', default: false } } });
const built = new URL('../../../web-activation/dist/assets/', import.meta.url);
const page = new URL('../../../docs/BENCHMARKS.md', import.meta.url);

/** gzipped bytes of all built files of this name */
const weight = (name: RegExp): number => readdirSync(built).filter((file) => name.test(file)).reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, built))).length, 0);
const kB = (bytes: number): string => (bytes / 1000).toFixed(1);

function sizes(): string {
  const screens = weight(/^(index|main|[a-z-]*helper|early-answers)-.*\.js$/);
  const texts = readdirSync(built).flatMap((file) => /^([a-z]{2})-.*\.js$/.exec(file)?.[1] ?? []).map((tag) => ({ tag, bytes: weight(new RegExp(`^${tag}-.*\\.js$`)) }));
  const heaviest = texts.reduce((one, other) => (other.bytes > one.bytes ? other : one), { tag: '', bytes: 0 });
  return markdownTable(['gzipped', 'kB', 'at most'], [
    ['scripts of all screens', kB(screens), ''],
    [`texts of the heaviest of ${texts.length} languages (${heaviest.tag})`, kB(heaviest.bytes), ''],
    ['both together', kB(screens + heaviest.bytes), '60'],
    ['styles', kB(weight(/\.css$/)), '12'],
  ]);
}

const middle = (sorted: number[]): number => sorted[Math.floor(sorted.length / 2)] ?? 0;
const inOrder = (all: Opening[], pick: (one: Opening) => number): number[] => all.map(pick).sort((a, b) => a - b);

function rowOf(name: string, measured: Opening[]): string[] {
  const [first, ready] = [inOrder(measured, ({ firstContent }) => firstContent), inOrder(measured, ({ signIn }) => signIn)];
  return [name, ...[first, ready].flatMap((sorted) => [middle(sorted), sorted.at(-1) ?? 0]).map((ms) => String(Math.round(ms)))];
}

const dataDir = newDataDir();
const product = await startProduct(dataDir);
const server = await serveBrowser();
try {
  const browser = await chromium.connect(server.wsEndpoint());
  const rows: string[][] = [];
  for (const network of slowNetworks) rows.push(rowOf(network.name, await openings(browser, product.demo.shareLink, network, Number(values.runs))));
  const section = `${portalHeading}

\`npm run bench portal\` measures the built page in Chromium, from nothing in its cache, with the processor slowed down four times; milliseconds
from the press on the link, the middle one and the worst of ${values.runs}. *First content* is the browser's own first-contentful-paint; *sign-in* is
when the fields can be typed into. The promise is a first content within 1,000 ms on Lighthouse's slow 4G; the one that developer tools call by
the same name waits half a second for every answer.

${sizes()}

${markdownTable(['', 'first content', 'worst', 'sign-in', 'worst'], rows)}
`;
  process.stdout.write(section);
  if (values.write) writeFileSync(page, withSection(readFileSync(page, 'utf8'), portalHeading, section));
} finally {
  await server.close();
  await product.stop();
  removeDataDir(dataDir);
}
