/** @jest-environment node */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../', import.meta.url));
const tags = readdirSync(join(root, 'src/locales')).filter((name) => name.endsWith('.json')).map((name) => name.replace('.json', ''));
const out = mkdtempSync(join(tmpdir(), 'vestibule-portal-'));
let assets: Record<string, string> = {};
let html = '';
let manifest: Record<string, { file: string }> = {};

beforeAll(() => {
  const args = ['node_modules/vite/bin/vite.js', 'build', '--outDir', out, '--sourcemap', '--manifest', '--logLevel', 'error'];
  execFileSync(process.execPath, args, { cwd: root, env: { ...process.env, NODE_ENV: 'production' } });
  const folder = join(out, 'assets');
  assets = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  manifest = JSON.parse(readFileSync(join(out, '.vite/manifest.json'), 'utf8'));
  html = readFileSync(join(out, 'index.html'), 'utf8');
}, 60_000);

afterAll(() => rmSync(out, { recursive: true }));

const pick = (pattern: RegExp) => Object.entries(assets).filter(([name]) => pattern.test(name));
const gzipped = (files: [string, string][]) => files.reduce((sum, [, text]) => sum + gzipSync(text).length, 0);
/** The scripts of all screens: those that the page itself names, the first one first. */
const main = (): [string, string][] => [...html.matchAll(/(?:src|href)="\/activate\/assets\/([^"]+\.js)"/g)].map(([, name = '']) => [name, assets[name] ?? '']);
/** What a script has to have before it runs. */
const importsOf = (script: string): string[] => [...script.matchAll(/\b(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g)].map(([, name = '']) => name);

describe('the built portal', () => {
  it.each(tags)('weighs at most 60 kB of script in %s and 12 kB of style, gzipped', (tag) => {
    expect(main().length).toBeGreaterThan(1);
    const texts = pick(new RegExp(`^${tag}-.*\\.js$`));
    expect(texts).toHaveLength(1);
    expect(gzipped([...main(), ...texts])).toBeLessThanOrEqual(60_000);
    expect(gzipped(pick(/\.css$/))).toBeLessThanOrEqual(12_000);
  });

  it('shows something before its styles have arrived: the outline stands before the sheet, which no head holds back', () => {
    expect(html.indexOf('class="shell"')).toBeGreaterThan(0);
    expect(html.indexOf('rel="stylesheet"')).toBeGreaterThan(html.indexOf('class="shell"'));
  });

  it('holds no compiler of messages or templates, and nothing a strict policy forbids', () => {
    const maps = main().map(([name]): { sources: string[]; names: string[] } => JSON.parse(assets[`${name}.map`] ?? '{}'));
    const map = { sources: maps.flatMap(({ sources }) => sources), names: maps.flatMap(({ names }) => names) };
    expect(map.names).toContain('useLanguages');
    expect(map.sources.filter((path) => /@vue\/compiler|vue-i18n|vue-router|reka-ui/.test(path))).toEqual([]);
    expect(pick(/\.js$/).filter(([, text]) => /new Function|\beval\(/.test(text))).toEqual([]);
  });

  it('loads what the console\'s preview needs only there', () => {
    const { file = '' } = manifest['src/preview/start-preview.ts'] ?? {};
    expect(file).toMatch(/^assets\/start-preview-.*\.js$/);
    expect(main().map(([name]) => `assets/${name}`)).not.toContain(file);
    expect(main().some(([, text]) => text.includes('vestibule-preview'))).toBe(false);
  });

  it('says without its scripts, in each of its languages, what it needs', () => {
    const [, noscript = ''] = /<noscript>([^]*?)<\/noscript>/.exec(html) ?? [];
    const [, stuck = ''] = /id="stuck" hidden>([^]*?)<\/div>/.exec(html) ?? [];
    for (const lines of [noscript, stuck]) expect([...lines.matchAll(/<p lang="(\w\w)" dir="auto">[^<]{20,}<\/p>/g)].map(([, tag]) => tag).sort()).toEqual([...tags].sort());
  });

  it('keeps each language in a file of its own', () => {
    const [, english = ''] = pick(/^en-.*\.js$/)[0] ?? [];
    expect(english).toContain('Which e-mail address is yours?');
    expect(main().some(([, text]) => text.includes('Which e-mail address is yours?'))).toBe(false);
  });

  it('asks for its two scripts and its styles at once, and the first, small one waits for nothing', () => {
    const [[first, script] = ['', ''], ...others] = main();
    expect(others).toHaveLength(1);
    expect(html).toContain(`<script type="module" crossorigin src="/activate/assets/${first}">`);
    expect(importsOf(script)).toEqual([]);
    expect(gzipSync(script).length).toBeLessThan(3_000);
    expect(others.flatMap(([, text]) => importsOf(text))).toEqual([first]);
  });

  it('has no inline scripts, one inline style that the policy names by its hash, and asks nobody else', () => {
    const [, style = ''] = /<style>([^]*?)<\/style>/.exec(html) ?? [];
    const hash = `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
    for (const policy of ['nginx.conf', '../services/provisioning/src/http/security-headers.ts']) expect(readFileSync(join(root, policy), 'utf8')).toContain(`style-src 'self' ${hash};`);
    expect(html.replace(`<style>${style}</style>`, '')).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
    expect([...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1])).toEqual(
      expect.arrayContaining([expect.stringMatching(/^\/activate\/assets\//)]));
    expect(html + pick(/\.css$/).map(([, text]) => text).join('')).not.toMatch(/https?:|url\(data:/);
  });
});

describe('its styles', () => {
  it('know no left and right, so that they serve languages of both directions', () => {
    const folder = join(root, 'src/styles');
    const css = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
    expect(css.replaceAll(/safe-area-inset-\w+/g, '')).not.toMatch(/\b(left|right)\b/);
  });
});
