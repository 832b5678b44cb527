type Rgb = readonly [number, number, number];

/** Text on a colour must reach 4.5:1, the edge of a button 3:1 (WCAG 2.2 1.4.3 and 1.4.11). */
export const TEXT_CONTRAST = 4.5;
export const EDGE_CONTRAST = 3;
const WHITE: Rgb = [255, 255, 255];

/** Contrast ratio between a `#rrggbb` colour and white. */
export const contrastWithWhite = (color: string): number => 1.05 / (luminance(channelsOf(color)) + 0.05);

/** The nearest darker shade on which white text is readable; the colour itself where it is already. */
export function readableShade(color: string): string {
  const from = channelsOf(color);
  for (let part = 1; part > 0; part -= 0.02) {
    const shade = format([from[0] * part, from[1] * part, from[2] * part]);
    if (contrastWithWhite(shade) >= TEXT_CONTRAST) return shade;
  }
  return '#000000';
}

function channelsOf(color: string): Rgb {
  const channels = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  const [red = 255, green = 255, blue = 255] = channels.every(Number.isFinite) ? channels : WHITE;
  return [red, green, blue];
}

const format = (color: Rgb): string => `#${color.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
const linear = (value: number): number => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
const luminance = ([red, green, blue]: Rgb): number => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
