const readable = 4.5;
const visible = 3;

/** How text stands on a button of this colour, and a darker shade where the colour itself is hard to see on white. */
export type Contrast = { text: 'white' | 'dark'; ratio: number; suggestion: string | null };

/** Null when it is no `#rrggbb` colour. */
export function contrastOf(color: string): Contrast | null {
  const channels = channelsOf(color);
  if (!channels) return null;
  const light = luminance(channels);
  const [onWhite, onBlack] = [1.05 / (light + 0.05), (light + 0.05) / 0.05];
  const text = onWhite >= onBlack ? 'white' : 'dark';
  return { text, ratio: Math.max(onWhite, onBlack), suggestion: onWhite >= visible ? null : darker(channels) };
}

/** The nearest shade on which white text is readable. */
function darker(channels: readonly number[]): string {
  for (let part = 1; part > 0; part -= 0.02) {
    const shade = channels.map((value) => value * part);
    if (1.05 / (luminance(shade) + 0.05) >= readable) return `#${shade.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
  }
  return '#000000';
}

function channelsOf(color: string): number[] | null {
  const match = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(color.trim());
  return match && match.slice(1).map((value) => Number.parseInt(value, 16));
}

// WCAG 2 relative luminance.
function luminance(channels: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = channels.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
