import { describe, expect, it } from '@jest/globals';
import { accentOf, contrastOf } from './accent.ts';

const light = '#ffffff';
const dark = '#16171a';
const steps = ['00', '33', '66', '99', 'cc', 'ff'];
const colours = steps.flatMap((r) => steps.flatMap((g) => steps.map((b) => `#${r}${g}${b}`)));

describe('any colour a template may have', () => {
  it('carries text of at least 4.5:1, and gives links as readable in light and dark', () => {
    for (const colour of colours) {
      const accent = accentOf(colour);
      expect(accent?.fill).toBe(colour);
      expect(contrastOf(accent?.onFill ?? '', colour)).toBeGreaterThanOrEqual(4.5);
      expect(contrastOf(accent?.inkLight ?? '', light)).toBeGreaterThanOrEqual(4.5);
      expect(contrastOf(accent?.inkDark ?? '', dark)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('gives buttons an edge of at least 3:1 on each surface', () => {
    for (const colour of colours) {
      const accent = accentOf(colour);
      expect(contrastOf(accent?.edgeLight ?? '', light)).toBeGreaterThanOrEqual(3);
      expect(contrastOf(accent?.edgeDark ?? '', dark)).toBeGreaterThanOrEqual(3);
    }
  });

  it('is ignored when it is no colour', () => {
    expect(accentOf('red; background: url(//evil.example)')).toBeNull();
  });
});

describe('contrast', () => {
  it('is WCAG’s: 21:1 for black on white', () => {
    expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrastOf('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });
});
