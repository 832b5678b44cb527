import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contrastOf } from '../../../../web-admin/src/templates/contrast.ts';
import { accentOf } from '../../../../web-activation/src/look/accent.ts';
import { readableOn } from '../mail/render-message.ts';
import { contrastWithWhite, readableShade, requireReadable } from './accent.ts';

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

  it('is judged alike by the API, the console and the portal, and the shade offered is taken by all three', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 0xffffff }), (value) => {
      const color = `#${value.toString(16).padStart(6, '0')}`;
      const isTaken = contrastWithWhite(color) >= 4.5;
      expect(contrastOf(color)?.suggestion).toBe(isTaken ? null : readableShade(color));
      const shade = readableShade(color);
      // What is taken carries white text in the portal, on the light page and on the dark one.
      expect(accentOf(shade)).toMatchObject({ fill: shade, onFill: '#ffffff', edgeLight: shade });
      expect(readableOn(shade)).toBe('#ffffff');
      expect(contrastOf(shade)?.suggestion).toBeNull();
      expect(() => requireReadable(shade)).not.toThrow();
      if (!isTaken) expect(() => requireReadable(color)).toThrow(expect.objectContaining({ code: 'template.accent_unreadable', facts: expect.objectContaining({ suggestion: shade }) }));
    }));
  });

  it('is offered as near as can be: one step lighter would be refused', () => {
    expect(readableShade('#777777')).toBe('#767676');
    for (const color of ['#ffee00', '#e0701a', '#ff0000', '#00ff88']) {
      const shade = readableShade(color);
      const top = Math.max(...[1, 3, 5].map((at) => Number.parseInt(shade.slice(at, at + 2), 16)));
      const from = Math.max(...[1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)));
      const lighter = `#${[1, 3, 5].map((at) => Math.round((Number.parseInt(color.slice(at, at + 2), 16) * (top + 1)) / from).toString(16).padStart(2, '0')).join('')}`;
      expect(contrastWithWhite(lighter)).toBeLessThan(4.5);
    }
  });
});
