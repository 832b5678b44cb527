/** @jest-environment node */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

type Entry = { file: string; imports?: string[]; isEntry?: boolean };

const root = fileURLToPath(new URL('../', import.meta.url));
const out = mkdtempSync(join(tmpdir(), 'vestibule-console-'));
let manifest: Record<string, Entry> = {};

beforeAll(() => {
  execFileSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--outDir', out, '--manifest', '--logLevel', 'error'], { cwd: root, env: { ...process.env, NODE_ENV: 'production' } });
  manifest = JSON.parse(readFileSync(join(out, '.vite/manifest.json'), 'utf8'));
}, 90_000);

afterAll(() => rmSync(out, { recursive: true }));

/** Files a screen needs: the entry, its page, the texts, and whatever these import at once. */
function filesOf(...sources: string[]): Set<string> {
  const files = new Set<string>();
  const visit = (name: string): void => {
    const entry = manifest[name];
    if (!entry) throw new Error(`the build has no ${name}`);
    if (files.has(entry.file)) return;
    files.add(entry.file);
    entry.imports?.forEach(visit);
  };
  sources.forEach(visit);
  return files;
}

const weight = (files: Set<string>): number => [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(out, file))).length, 0);

describe('the built console', () => {
  it.each([
    ['session/SignInPage.vue', 'en', ['base', 'session'], 120],
    ['templates/TemplatesPage.vue', 'fr', ['base', 'templates'], 120],
    ['templates/TemplatePage.vue', 'fr', ['base', 'templates', 'template'], 120],
    ['templates/TemplateCreatePage.vue', 'fr', ['base', 'templates', 'template'], 120],
    ['subscribers/SubscribersPage.vue', 'fr', ['base', 'subscribers'], 110],
    ['home/HomePage.vue', 'fr', ['base', 'home', 'subscribers', 'advice', 'problems'], 120],
    ['admins/AdminsPage.vue', 'fr', ['base', 'admins'], 120],
    ['profile/ProfilePage.vue', 'fr', ['base', 'profile'], 120],
    ['session/InvitationPage.vue', 'fr', ['base', 'links'], 120],
    ['customers/CustomersPage.vue', 'fr', ['base', 'customers'], 120],
    ['webhooks/WebhookPage.vue', 'fr', ['base', 'webhooks', 'events', 'problems'], 110],
    ['integrations/ConnectorsPage.vue', 'fr', ['base', 'integrations', 'templates', 'subscribers', 'problems'], 120],
  ])('needs no more script, gzipped, than it may to show %s in %s with the texts %j: %d kB', (page, language, parts, most) => {
    expect(weight(filesOf('index.html', `src/${page}`, `src/locales/${language}/parts.ts`, ...parts.map((part) => `src/locales/${language}/${part}.json`)))).toBeLessThanOrEqual(most * 1_000);
  });

  it('loads the pages one does not visit only when they are visited', () => {
    const first = filesOf('index.html', 'src/session/SignInPage.vue');
    for (const page of ['src/subscribers/SubscribersPage.vue', 'src/templates/TemplatePage.vue', 'src/locales/fr/base.json']) {
      expect(first.has(manifest[page]?.file ?? '')).toBe(false);
    }
  });

  it('has nothing that a content security policy without unsafe-inline or unsafe-eval refuses', () => {
    const html = readFileSync(join(out, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=/);
    const scripts = readdirSync(join(out, 'assets')).filter((name) => name.endsWith('.js')).map((name) => readFileSync(join(out, 'assets', name), 'utf8'));
    expect(scripts.filter((text) => /new Function\(|\beval\(|createElement\(["'`]style["'`]\)/.test(text))).toEqual([]);
  });

  it('brings its fonts along and asks no other host', () => {
    const assets = readdirSync(join(out, 'assets'));
    expect(assets.filter((name) => name.endsWith('.woff2')).map((name) => name.replace(/-[^-]+\.woff2$/, ''))).toEqual(['inter-latin-ext-wght-normal', 'inter-latin-wght-normal']);
    const css = assets.filter((name) => name.endsWith('.css')).map((name) => readFileSync(join(out, 'assets', name), 'utf8')).join('');
    expect(css).not.toMatch(/url\((?!\/admin\/assets\/)/);
  });
});

describe('its pages and the parts they are made of', () => {
  it('know no left and right, so that they serve languages of both directions', () => {
    const folders = [join(root, 'src'), join(root, '../packages/ui/src')];
    const templates = folders.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.vue')).map((name) => join(folder, name)));
    const sided = /(?<=[\s"'`:!])-?(?:(?:[mp][lr]|left|right)-(?:[\d.]+|auto|px|\[)(?!\/)|text-(?:left|right)\b|(?:border|rounded)-[lr](?![a-z]))/;
    expect(templates.length).toBeGreaterThan(150);
    expect(templates.filter((file) => sided.test(readFileSync(file, 'utf8')))).toEqual([]);
  });
});
