import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { fill, languageFor, loadMessages, type MessageTexts, placeholdersOf } from './message-catalogue.ts';
import { messageLogoOf, withLogoInside } from './message-logo.ts';
import { readableOn, renderMessage } from './render-message.ts';
import { messageKinds } from './message.ts';
import { languages } from '../languages.ts';

const catalogue = loadMessages(new URL('./messages/', import.meta.url));
const look = { brandName: 'Acme & Söhne', accentColor: '#1f5fd0', senderName: 'Acme Desk', supportEmail: 'help@acme.example', logo: null };
const values = { code: '048213', minutes: '10', link: 'https://go.acme.example/activate/k3y#code=048213', address: 'ann@acme.example', name: 'Ann' };
const everyText = messageKinds.flatMap((kind) => [...catalogue[kind].keys()].map((language) => ({ kind, language })));
const textsOf = (kind: (typeof messageKinds)[number], language: string): MessageTexts => catalogue[kind].get(language) ?? { subject: '', text: '', html: '' };
const words = (html: string) => html.replace(/<style[^]*?<\/style>|<!--[^]*?-->|<[^>]+>/g, ' ').replace(/&nbsp;/g, ' ').replace(/\s+/g, ' ');

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** A catalogue of its own, in which every kind has these files. */
function folderWith(files: Record<string, string>, layout = '<html><!-- content --></html>'): URL {
  const folder = mkdtempSync(join(tmpdir(), 'messages-'));
  folders.push(folder);
  writeFileSync(join(folder, 'layout.html'), layout);
  for (const kind of messageKinds) {
    mkdirSync(join(folder, kind));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, kind, name), text);
  }
  return pathToFileURL(`${folder}/`);
}
const sound = { 'en.subject.txt': 'Hi {{brandName}}\n', 'en.txt': 'Hi', 'en.html': '<p>Hi</p>' };

describe('the messages of the product', () => {
  it('to users exist in every language the portal speaks, those to admins in the ones of the console', () => {
    for (const kind of messageKinds) expect([...catalogue[kind].keys()].sort()).toEqual([...languages].sort());
  });

  it.each(everyText)('$kind in $language renders whole, with nothing left open', ({ kind, language }) => {
    const { subject, text, html } = renderMessage(kind, language, look, values);
    expect(`${subject}${text}${html}`).not.toMatch(/\{\{|\}\}|\bundefined\b|\bnull\b/);
    expect(subject).toContain('Acme & Söhne');
    expect(subject).not.toMatch(/\n|\d{6}/);
    for (const body of [text, html]) expect(body).toContain(values.link);
    for (const body of [text, words(html)]) {
      expect(body).toContain('ann@acme.example');
      expect(body).toContain('Acme Desk');
      expect(body).toContain('help@acme.example');
    }
    expect(html).toContain(`<html lang="${language}" dir="${['ar', 'he'].includes(language) ? 'rtl' : 'ltr'}">`);
  });

  it.each(everyText)('$kind in $language has the placeholders and the build of the English one', ({ kind, language }) => {
    const english = textsOf(kind, 'en');
    const texts = textsOf(kind, language);
    for (const part of ['subject', 'text', 'html'] as const) expect([...placeholdersOf(texts[part])].sort()).toEqual([...placeholdersOf(english[part])].sort());
    const tags = (html: string) => html.match(/<[^>]+>/g);
    expect(tags(texts.html)).toEqual(tags(english.html));
  });

  it.each(everyText)('$kind in $language fetches and tracks nothing: the only addresses are the page and the support', ({ kind, language }) => {
    const { html } = renderMessage(kind, language, look, values);
    expect(html).not.toMatch(/<(img|script|link|iframe|form|svg|object)\b|url\(|@import|@font-face|background=/i);
    expect(html.match(/(href|src)="[^"]*"/g)).toEqual([`href="${values.link}"`, 'href="mailto:help@acme.example"']);
  });

  it.each(everyText)('$kind in $language shows a logo that travels with it in place of the brand, named for whoever does not see it, and none in plain text', ({ kind, language }) => {
    const plain = renderMessage(kind, language, look, values);
    const { subject, text, html } = renderMessage(kind, language, { ...look, logo: { png: Buffer.alloc(0), width: 120, height: 40 } }, values);
    expect({ subject, text }).toEqual({ subject: plain.subject, text: plain.text });
    expect(html.match(/<img[^>]*>/g)).toEqual([expect.stringMatching(/ src="cid:logo" width="120" height="40" alt="\u2068?Acme &amp; Söhne\u2069?" /)]);
    expect(html.match(/src="[^"]*"/g)).toEqual(['src="cid:logo"']);
    expect(words(html).split('Acme &amp; Söhne')).toHaveLength(words(plain.html).split('Acme &amp; Söhne').length - 1);
  });

  it.each(everyText)('$kind in $language leaves the support line and the greeting out when there is none', ({ kind, language }) => {
    const { name: _name, ...nameless } = values;
    const { text, html } = renderMessage(kind, language, { ...look, supportEmail: null }, nameless);
    expect(html).not.toContain('mailto:');
    expect(text).not.toMatch(/Questions\?|Une question|Hello|Bonjour|\n{3}/);
  });

  it.each(everyText.filter(({ kind }) => !kind.startsWith('admin_')))('$kind in $language says what the author of the template tells everybody who needs support, as a line of its own', ({ kind, language }) => {
    const own = { ...look, textLanguage: 'en', supportTexts: { [language]: 'Room <b>7</b>,\nfrom 8 to 6' } };
    const { text, html } = renderMessage(kind, language, own, values);
    expect(text.split('\n')).toContain('Room <b>7</b>, from 8 to 6');
    expect(text).not.toMatch(/\n{3}/);
    expect(html).toContain('dir="auto" style="margin: 12px 0 0; font-size: 14px; line-height: 20px; color: #5c636d;">Room &lt;b&gt;7&lt;/b&gt;, from 8 to 6</p>');
  });

  it('take an own text of the template’s language where theirs has none, and leave it out where that has none either', () => {
    const own = { ...look, textLanguage: 'fr', supportTexts: { fr: 'Bureau 7' }, doneTexts: { fr: 'Passez au bureau 7', de: 'Ins Büro 7' } };
    expect(renderMessage('account_ready', 'de', own, values).text).toMatch(/ann@acme\.example\n\nIns Büro 7\n\n[^]*\n\nBureau 7\n\nFragen\?/);
    expect(renderMessage('account_ready', 'en', own, values).html).toContain('>Passez au bureau 7</p>');
    expect(renderMessage('verification_code', 'en', own, values).text).not.toContain('Passez');
    const { text, html } = renderMessage('account_ready', 'en', { ...own, textLanguage: 'en' }, values);
    expect(text + html).not.toContain('bureau');
  });

  it.each([['en', '10 minutes'], ['pl', '10 minut'], ['ar', '10 دقائق'], ['ja', '10 分']])('say in %s how long the code is valid with the plural of that language', (language, duration) => {
    const { text, html } = renderMessage('verification_code', language, look, values);
    for (const body of [text, html]) expect(body.replace(/\u00a0/g, ' ')).toContain(duration);
  });

  it('keep addresses apart from the text around them where it runs the other way, but not in links', () => {
    const { subject, text, html } = renderMessage('account_ready', 'he', look, values);
    for (const body of [text, html]) expect(body).toContain('\u2068ann@acme.example\u2069');
    expect(html).toContain('href="mailto:help@acme.example"');
    expect(subject).not.toMatch(/[\u2066-\u2069]/);
    expect(renderMessage('account_ready', 'en', look, values).html).not.toMatch(/[\u2066-\u2069]/);
  });

  it('bring the code first and say how long it is valid', () => {
    const { text, html } = renderMessage('verification_code', 'en', look, values);
    expect(text.split('\n')[0]).toBe('Your code: 048213');
    expect(words(html)).toMatch(/^\s*Acme &amp; Söhne\s+Acme &amp; Söhne\s+Your code\s+048213 /);
    expect(words(html)).toContain('valid for 10 minutes');
    expect(words(html)).toContain('If you did not ask for this, ignore this mail.');
  });
});

describe('renderMessage', () => {
  it('escapes every value in HTML and lets none add a line anywhere', () => {
    const hostile = { ...look, brandName: '<b>"A"&\'\r\nBcc: eve@evil.example', senderName: '' };
    const { subject, text, html } = renderMessage('verification_code', 'en', hostile, { ...values, name: '<script>x</script>\nIgnore all this' });
    expect(subject).toBe('Your code for <b>"A"&\' Bcc: eve@evil.example');
    expect(html).toContain('&lt;b&gt;&quot;A&quot;&amp;&#39; Bcc: eve@evil.example');
    expect(html).toContain('Hello &lt;script&gt;x&lt;/script&gt; Ignore all this.');
    expect(html).not.toContain('<script');
    expect(text).toContain('Hello <script>x</script> Ignore all this.');
  });

  it('does not fill in what stands in a value', () => {
    expect(renderMessage('verification_code', 'en', look, { ...values, name: '{{code}} $& $1' }).text).toContain('Hello {{code}} $& $1.');
  });

  it('refuses a link that is no web address, and a missing value', () => {
    expect(() => renderMessage('verification_code', 'en', look, { ...values, link: 'javascript:alert(1)' })).toThrow('link');
    const { code: _code, ...codeless } = values;
    expect(() => renderMessage('verification_code', 'en', look, codeless)).toThrow('{{code}}');
  });

  it('puts no colour into the mail that is not one', () => {
    expect(renderMessage('account_ready', 'en', { ...look, accentColor: 'red;background:url(https://evil.example)' }, values).html).not.toContain('evil');
    expect(renderMessage('account_ready', 'en', { ...look, accentColor: '#ffd23f' }, values).html).toContain('color: #111318; text-decoration: none');
  });

  it('takes the nearest language there is', () => {
    expect(renderMessage('account_ready', 'fr-CA', look, values).html).toContain('<html lang="fr" dir="ltr">');
    expect(renderMessage('account_ready', 'tlh', look, values).html).toContain('<html lang="en" dir="ltr">');
  });
});

describe('the logo of a mail', () => {
  const sized = (width: number, height: number) => {
    const png = Buffer.alloc(24);
    png.writeUInt32BE(width, 16);
    png.writeUInt32BE(height, 20);
    return messageLogoOf(png);
  };

  it.each([[416, 88, 208, 44], [1000, 100, 208, 21], [100, 1000, 4, 44], [32, 20, 32, 20], [4000, 1, 208, 1]])('of %i by %i pixels is shown as %i by %i: smaller where it must be, never larger, never bent', (width, height, shownWidth, shownHeight) => {
    expect(sized(width, height)).toMatchObject({ width: shownWidth, height: shownHeight });
  });

  it('is written into a mail that is shown and not sent, wherever else its mark is spelled', () => {
    const logo = { ...sized(10, 10), png: Buffer.from('$& $1') };
    const { html } = renderMessage('account_ready', 'en', { ...look, brandName: 'src="cid:logo"', logo }, values);
    const shown = withLogoInside(html, logo);
    expect(shown).toContain(`src="data:image/png;base64,${logo.png.toString('base64')}"`);
    expect(shown).toContain('alt="src=&quot;cid:logo&quot;"');
    expect(withLogoInside(html, null)).toBe(html);
  });
});

describe('readableOn', () => {
  it.each([['#ffffff', '#111318'], ['#000000', '#ffffff'], ['#1f5fd0', '#ffffff'], ['#ffd23f', '#111318'], ['#FFD23F', '#111318']])('is on %s %s', (color, text) => {
    expect(readableOn(color)).toBe(text);
  });
});

describe('loadMessages', () => {
  it('takes a further language from three more files, right to left where it is', () => {
    const files = { ...sound, 'he.subject.txt': 'שלום {{brandName}}', 'he.txt': 'שלום', 'he.html': '<p>שלום</p>' };
    const folder = folderWith(files, '<html lang="{{language}}" dir="{{direction}}"><!-- content --></html>');
    const loaded = loadMessages(folder);
    expect(languageFor(loaded, 'account_ready', 'he-IL')).toBe('he');
    expect(renderMessage('account_ready', 'he', look, values, loaded)).toEqual({ subject: 'שלום Acme & Söhne', text: 'שלום', html: '<html lang="he" dir="rtl"><p>שלום</p></html>' });
  });

  it.each<[string, { files: Record<string, string>; layout?: string }]>([
    ['no English', { files: { 'fr.subject.txt': 'x', 'fr.txt': 'x', 'fr.html': 'x' } }],
    ['a language without its HTML', { files: { ...sound, 'fr.subject.txt': 'x', 'fr.txt': 'x' } }],
    ['a section that stays open', { files: { ...sound, 'en.txt': '{{#name}}Hi' } }],
    ['a placeholder that stays open', { files: { ...sound, 'en.html': '<p>{{name</p>' } }],
    ['a placeholder with other logic', { files: { ...sound, 'en.html': '<p>{{{name}}}</p>' } }],
    ['a layout without room for the content', { files: sound, layout: '<html></html>' }],
  ])('refuses to start with %s', (_what, { files, layout }) => {
    expect(() => loadMessages(folderWith(files, layout))).toThrow();
  });
});

describe('fill', () => {
  it('keeps a section when its value is there', () => {
    expect(fill('a{{#b}}[{{b}}]{{/b}}c', { b: '1' }, String)).toBe('a[1]c');
    expect(fill('a{{#b}}[{{b}}]{{/b}}c', { b: '' }, String)).toBe('ac');
    expect(() => fill('{{#b}}x{{/b}}', {}, String)).toThrow('{{b}}');
  });
});
