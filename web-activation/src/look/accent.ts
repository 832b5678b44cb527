type Rgb = [number, number, number];

export type Accent = { fill: string; onFill: string; inkLight: string; inkDark: string; edgeLight: string; edgeDark: string };

// The page itself, and what on it a link stands on that is nearest to the link: hovered and sunken parts.
const lightSurface: Rgb = [255, 255, 255];
const darkSurface: Rgb = [22, 23, 26];
const hardestLight: Rgb = [241, 241, 243];
const hardestDark: Rgb = [32, 34, 39];
const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];
const readable = 4.5;
const visible = 3;

/**
 * The colours a template's accent stands for. The fill is the provider's own; text on it is white where that is
 * readable, else black (one always reaches 4.5:1); links and outlines are the accent moved towards readable on each surface.
 */
export function accentOf(hex: string): Accent | null {
  const fill = parse(hex);
  if (!fill) return null;
  const inkLight = towards(fill, black, hardestLight);
  const inkDark = towards(fill, white, hardestDark);
  return {
    fill: format(fill),
    onFill: format(contrast(fill, white) >= readable ? white : black),
    inkLight: format(inkLight),
    inkDark: format(inkDark),
    edgeLight: format(contrast(fill, lightSurface) >= visible ? fill : inkLight),
    edgeDark: format(contrast(fill, darkSurface) >= visible ? fill : inkDark),
  };
}

/** Contrast ratio of WCAG 2.2 between two `#rrggbb` colours; 1 when one of them is none. */
export function contrastOf(one: string, other: string): number {
  const [a, b] = [parse(one), parse(other)];
  return a && b ? contrast(a, b) : 1;
}

function towards(colour: Rgb, end: Rgb, surface: Rgb): Rgb {
  for (let part = 0; part < 1; part += 0.02) {
    const mixed = mix(colour, end, part);
    if (contrast(mixed, surface) >= readable) return mixed;
  }
  return end;
}

function mix(from: Rgb, to: Rgb, part: number): Rgb {
  const channel = (at: 0 | 1 | 2) => Math.round(from[at] + (to[at] - from[at]) * part);
  return [channel(0), channel(1), channel(2)];
}

function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance([r, g, b]: Rgb): number {
  const linear = (value: number) => (value <= 10.3 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

function parse(hex: string): Rgb | null {
  const match = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(hex);
  if (!match) return null;
  const [r = 0, g = 0, b = 0] = match.slice(1).map((part) => Number.parseInt(part, 16));
  return [r, g, b];
}

function format(colour: Rgb): string {
  return `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
