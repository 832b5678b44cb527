import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserServer, chromium } from 'playwright-core';

/** A Chromium that runs here, and what its environment must hold besides ours. */
export type FoundBrowser = { path: string; env: Record<string, string>; from: 'CHROMIUM_PATH' | 'system' | 'package' };

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const installed = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];
const cache = fileURLToPath(new URL('../node_modules/.cache/chromium', import.meta.url));
const flags = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/**
 * CHROMIUM_PATH, else the one from npm where it runs, else one of the system. The one from npm needs nothing but the C
 * library, is the same everywhere, and has no window to draw, which saves a quarter of the work of a journey. Throws when
 * CHROMIUM_PATH names nothing.
 */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): FoundBrowser {
  const named = env['CHROMIUM_PATH'];
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which does not exist.`);
    return { path: named, env: {}, from: 'CHROMIUM_PATH' };
  }
  if (process.platform === 'linux' && process.arch === 'x64') return packagedBrowser();
  const onPath = (env['PATH'] ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const path = [...onPath, ...installed].find((candidate) => existsSync(candidate));
  if (!path) throw new Error('No Chromium was found. Install one, or set CHROMIUM_PATH to it.');
  return { path, env: {}, from: 'system' };
}

/** Starts a browser that several tests connect to, one after the other. */
export function serveBrowser(found: FoundBrowser = findBrowser()): Promise<BrowserServer> {
  return chromium.launchServer({ host: '127.0.0.1', executablePath: found.path, headless: true, args: flags, env: { ...process.env, ...found.env } });
}

/** Unpacked once, into a folder that gets its name only when it is complete. */
function packagedBrowser(): FoundBrowser {
  if (!existsSync(cache)) unpack();
  const env = { LD_LIBRARY_PATH: join(cache, 'al2023', 'lib'), FONTCONFIG_FILE: join(cache, 'fonts.conf') };
  return { path: join(cache, 'chromium'), env, from: 'package' };
}

function unpack(): void {
  const parent = join(cache, '..');
  mkdirSync(parent, { recursive: true });
  const draft = mkdtempSync(join(parent, 'unpacking-'));
  const program = fileURLToPath(new URL('unpack-chromium.ts', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [program], { env: { ...process.env, TMPDIR: draft }, encoding: 'utf8' });
  if (status !== 0) {
    rmSync(draft, { recursive: true, force: true });
    throw new Error(`The Chromium from npm could not be unpacked: ${stderr}`);
  }
  writeFileSync(join(draft, 'fonts.conf'), fontConfiguration(join(cache, 'fonts')));
  renameSync(draft, cache);
}

/** The packaged one looks for fonts in folders of the cloud it was made for. */
function fontConfiguration(folder: string): string {
  return `<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n  <dir>${folder}</dir>\n  <dir>/usr/share/fonts</dir>\n  <cachedir>${join(folder, 'cache')}</cachedir>\n</fontconfig>\n`;
}
