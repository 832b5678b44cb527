import { problem } from '../problems.ts';

type Rgb = readonly [number, number, number];

/** Text on a colour, and a colour as text on the page, must reach 4.5:1 (WCAG 2.2 1.4.3); below 3:1 not even an edge is seen (1.4.11). */
export const TEXT_CONTRAST = 4.5;
export const EDGE_CONTRAST = 3;
const WHITE: Rgb = [255, 255, 255];

/** Contrast ratio between a `#rrggbb` colour and white. */
export const contrastWithWhite = (color: string): number => 1.05 / (luminance(channelsOf(color)) + 0.05);

/**
 * The nearest darker shade on which white text is readable; the colour itself where it is already. The console offers the same one and the
 * portal takes its own shades from the colour, so the three are tested to agree.
 */
export function readableShade(color: string): string {
  const from = channelsOf(color);
  for (let part = 255; part > 0; part -= 1) {
    const shade = format(from.map((value) => (value * part) / 255));
    if (contrastWithWhite(shade) >= TEXT_CONTRAST) return shade;
  }
  return '#000000';
}

/**
 * A colour on which nobody can read is refused together with the nearest one that works. On the dark page the portal lightens the colour
 * by itself until it is readable, so white is what decides: the light page, mails, and the text on buttons.
 * @throws template.accent_unreadable
 */
export function requireReadable(color: string | undefined): void {
  if (color === undefined || contrastWithWhite(color) >= TEXT_CONTRAST) return;
  const suggestion = readableShade(color);
  const message = `reaches ${contrastWithWhite(color).toFixed(2)}:1 with white and needs 4.5:1, as ${suggestion} does`;
  throw problem('template.accent_unreadable', { errors: [{ pointer: '/look/accentColor', message }], suggestion });
}

function channelsOf(color: string): Rgb {
  const channels = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  const [red = 255, green = 255, blue = 255] = channels.every(Number.isFinite) ? channels : WHITE;
  return [red, green, blue];
}

const format = (color: readonly number[]): string => `#${color.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
const linear = (value: number): number => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
const luminance = ([red, green, blue]: Rgb): number => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
