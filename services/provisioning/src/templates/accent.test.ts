import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contrastWithWhite, readableShade } from './accent.ts';

describe('an accent colour', () => {
  it('is compared with white as WCAG does', () => {
    expect(contrastWithWhite('#000000')).toBeCloseTo(21);
    expect(contrastWithWhite('#777777')).toBeCloseTo(4.48, 2);
    expect(contrastWithWhite('#ffffff')).toBe(1);
  });

  it('has, whatever it is, a shade on which white text is readable, and is kept where it already is one', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 0xffffff }), (value) => {
      const color = `#${value.toString(16).padStart(6, '0')}`;
      const shade = readableShade(color);
      expect(contrastWithWhite(shade)).toBeGreaterThanOrEqual(4.5);
      if (contrastWithWhite(color) >= 4.5) expect(shade).toBe(color);
    }));
  });
});
