const readable = 4.5;

/** How white text stands on the colour, and the colour as text on white; where that is too little, the nearest shade that is enough. */
export type Contrast = { ratio: number; suggestion: string | null };

/** Null when it is no `#rrggbb` colour. The API refuses what gets a suggestion here. */
export function contrastOf(color: string): Contrast | null {
  const channels = channelsOf(color);
  if (!channels) return null;
  const ratio = withWhite(channels);
  return { ratio, suggestion: ratio >= readable ? null : darker(channels) };
}

function darker(channels: readonly number[]): string {
  for (let part = 255; part > 0; part -= 1) {
    const shade = channels.map((value) => Math.round((value * part) / 255));
    if (withWhite(shade) >= readable) return `#${shade.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
  }
  return '#000000';
}

function channelsOf(color: string): number[] | null {
  const match = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(color.trim());
  return match && match.slice(1).map((value) => Number.parseInt(value, 16));
}

const withWhite = (channels: readonly number[]): number => 1.05 / (luminance(channels) + 0.05);

// WCAG 2 relative luminance.
function luminance(channels: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = channels.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
