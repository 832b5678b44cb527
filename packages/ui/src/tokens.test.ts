import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

type Tokens = Record<string, string>;

/** The values of one block; `after` names where to start looking, since a selector may stand in several media. */
function block(selector: string, after = ''): Tokens {
  const start = css.indexOf(`${selector} {`, css.indexOf(after));
  if (start < 0 || !css.includes(after)) throw new Error(`no block ${after} ${selector}`);
  const body = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start));
  return Object.fromEntries([...body.matchAll(/--ui-([\w-]+):\s*([^;]+);/g)].map((m) => [m[1], m[2]]));
}

const light = block(':root');
const darkBySystem = block(":root:not([data-theme='light'], [data-theme='contrast'])");
const darkByChoice = block(":root[data-theme='dark']");
const contrastLight = block(":root[data-theme='contrast']");
const contrastLightBySystem = block(':root:not([data-theme])', '@media (prefers-contrast: more)');
const contrastDark = block(":root[data-theme='contrast']", '@media (prefers-color-scheme: dark) {\n  :root[data-theme=');
const contrastDarkBySystem = block(':root:not([data-theme])', '@media (prefers-color-scheme: dark) and (prefers-contrast: more)');

/** Relative luminance of WCAG 2.2 for `#rrggbb`. */
function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  const [r = 0, g = 0, b = 0] = channels;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(tokens: Tokens, front: string, back: string): number {
  const values = [tokens[front], tokens[back]].map((hex) => {
    if (!hex || !/^#[0-9a-f]{6}$/.test(hex)) throw new Error(`${front} or ${back} is not #rrggbb`);
    return luminance(hex);
  });
  const [darker = 0, lighter = 0] = values.sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

const surfaces = ['canvas', 'surface', 'surface-raised', 'surface-sunken', 'surface-hover'];
const readable: [string, string][] = [
  ...['text', 'text-muted', 'accent', 'accent-hover', 'success', 'warning', 'danger'].flatMap((front) =>
    surfaces.map((back): [string, string] => [front, back])),
  ...['accent', 'success', 'warning', 'danger'].map((tone): [string, string] => [tone, `${tone}-soft`]),
  ...['accent', 'success', 'warning', 'danger'].map((tone): [string, string] => ['text', `${tone}-soft`]),
  ['text-muted', 'accent-soft'],
  ['text-muted', 'danger-soft'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-danger', 'danger'],
  ['on-danger', 'danger-hover'],
];
const outlines = ['border-control', 'focus'].flatMap((front) => surfaces.map((back): [string, string] => [front, back]));

describe.each([['light', light], ['dark', darkByChoice], ['light high contrast', contrastLight], ['dark high contrast', contrastDark]])('%s theme', (_name, tokens) => {
  it.each(readable)('text in %s on %s has at least 4.5:1', (front, back) => {
    expect(contrast(tokens, front, back)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(outlines)('outline %s on %s has at least 3:1', (front, back) => {
    expect(contrast(tokens, front, back)).toBeGreaterThanOrEqual(3);
  });
});

describe.each([['light', contrastLight], ['dark', contrastDark]])('%s high contrast', (_name, tokens) => {
  it.each(readable)('text in %s on %s has at least 7:1', (front, back) => {
    expect(contrast(tokens, front, back)).toBeGreaterThanOrEqual(7);
  });

  it.each(['border', 'border-control', 'focus'].flatMap((front) => surfaces.map((back) => [front, back])))('lines in %s on %s have at least 3:1', (front, back) => {
    expect(contrast(tokens, front, back)).toBeGreaterThanOrEqual(3);
  });
});

describe('themes', () => {
  it('give high contrast the same values whether the system or the person asks for it', () => {
    expect(contrastLightBySystem).toEqual(contrastLight);
    expect(contrastDarkBySystem).toEqual(contrastDark);
    expect(Object.keys(contrastDark).sort()).toEqual(Object.keys(darkByChoice).sort());
    expect(Object.keys(contrastLight).sort()).toEqual(Object.keys(darkByChoice).sort());
  });

  it('give dark the same values whether the system or the person asks for it', () => {
    expect(darkBySystem).toEqual(darkByChoice);
  });

  it('give every colour of light a dark counterpart', () => {
    const colours = Object.keys(light).filter((name) => !/^(font|radius|motion)/.test(name));
    expect(Object.keys(darkByChoice).sort()).toEqual(colours.sort());
  });
});
