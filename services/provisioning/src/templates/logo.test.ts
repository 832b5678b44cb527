import { describe, expect, it } from '@jest/globals';
import { LOGO_MAX_BYTES, logoTypeOf, requirePng } from './logo.ts';

const png = (width: number, height: number) => {
  const header = Buffer.alloc(33);
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]).copy(header);
  header.write('IHDR', 12, 'latin1');
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  return header;
};

describe('the type of a logo', () => {
  it('is told from the content', () => {
    expect(logoTypeOf(png(200, 40))).toBe('image/png');
    for (const text of ['<svg/>', '<?xml version="1.0"?>\n<!-- drawn by hand -->\n<svg width="1"></svg>\n', '\uFEFF<svg></svg>', '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg></svg>']) expect(logoTypeOf(Buffer.from(text))).toBe('image/svg+xml');
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a page', Buffer.from('<!doctype html><html><svg></svg></html>')],
    ['a page that calls itself a drawing', Buffer.from('<html xmlns:svg="x"><svg></svg></html>')],
    ['a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0])],
    ['a GIF that is a script', Buffer.from('GIF89a=alert(1)//<svg></svg>')],
    ['a drawing that blows up', Buffer.from('<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>')],
    ['a drawing that is not closed', Buffer.from('<svg><path>')],
    ['bytes that are no text', Buffer.concat([Buffer.from('<svg>'), Buffer.from([0xff, 0xfe]), Buffer.from('</svg>')])],
    ['a PNG without a header', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ['a PNG of no width', png(0, 10)],
    ['a PNG nobody can unpack', png(60_000, 60_000)],
    ['more than 100 kB', Buffer.concat([Buffer.from('<svg>'), Buffer.alloc(LOGO_MAX_BYTES, 32), Buffer.from('</svg>')])],
  ])('is refused for %s', (_what, image) => {
    expect(() => logoTypeOf(image)).toThrow(expect.objectContaining({ code: 'template.logo_unusable', facts: { errors: [expect.objectContaining({ pointer: '/data' })] } }));
  });

  it.each([
    ['a tiny PNG that unpacks to 64 MB', png(4_000, 4_000), 'has more than 4,000,000 pixels'],
    ['a PNG that moves', Buffer.concat([png(20, 20), Buffer.from([0, 0, 0, 8]), Buffer.from('acTL'), Buffer.alloc(12)]), 'moves'],
    ['a drawing that moves', Buffer.from('<svg><rect><animate attributeName="x" to="9" dur="1s"/></rect></svg>'), 'moves'],
    ['a drawing whose style moves', Buffer.from('<svg><style>@keyframes a { to { x: 9px } }</style></svg>'), 'moves'],
    ['a drawing nested a thousandfold', Buffer.from(`<svg>${'<g>'.repeat(1_000)}${'</g>'.repeat(1_000)}</svg>`), 'has more than 5,000 elements to draw'],
    ['a few lines that draw ten billion squares', Buffer.from(`<svg><g id="l0"><rect/></g>${Array.from({ length: 10 }, (_, at) => `<g id="l${at + 1}">${`<use href="#l${at}"/>`.repeat(10)}</g>`).join('')}</svg>`), 'has more than 5,000 elements to draw'],
    ['the same by patterns', Buffer.from(`<svg>${Array.from({ length: 12 }, (_, at) => `<pattern id="p${at}">${`<rect fill="url(#p${at - 1})"/>`.repeat(10)}</pattern>`).join('')}</svg>`), 'has more than 5,000 elements to draw'],
    ['a drawing that shows itself', Buffer.from('<svg><g id="a"><use href="#b"/></g><g id="b"><use xlink:href="#a"/></g></svg>'), 'has more than 5,000 elements to draw'],
    ['nesting hidden from a careless reader', Buffer.from(`<svg>${'<g title=">" id=\'/>\'>'.repeat(100)}<!-- ${'</g>'.repeat(100)} -->${'</g>'.repeat(100)}</svg>`), 'has more than 5,000 elements to draw'],
  ])('is refused for %s', (_what, image, message) => {
    expect(image.length).toBeLessThan(10_000);
    expect(() => logoTypeOf(image)).toThrow(expect.objectContaining({ code: 'template.logo_unusable', facts: { errors: [{ pointer: '/data', message }] } }));
  });

  it('is taken for what drawing programs make: gradients, repeated parts, styles, colours that look like names', () => {
    const parts = Array.from({ length: 40 }, () => '<use xlink:href="#leaf" fill="url(#sun)"/>').join('');
    const drawing = `<svg xmlns="http://www.w3.org/2000/svg"><defs><linearGradient id="sun"><stop stop-color="#fff"/></linearGradient><g id="leaf"><path d="M0 0"/><path fill="#0b6e4f"/></g></defs><g>${parts}</g></svg>`;
    expect(logoTypeOf(Buffer.from(drawing))).toBe('image/svg+xml');
    expect(logoTypeOf(png(2_000, 2_000))).toBe('image/png');
  });

  it('must be PNG for mails, and a refusal names the field it came in', () => {
    expect(requirePng(png(20, 20), '/mailData')).toEqual(png(20, 20));
    for (const wrong of [Buffer.from('<svg></svg>'), png(0, 1), Buffer.alloc(0)]) expect(() => requirePng(wrong, '/mailData')).toThrow(expect.objectContaining({ code: 'template.logo_unusable', facts: { errors: [expect.objectContaining({ pointer: '/mailData' })] } }));
  });

  it('does not take long to refuse what is made to take long', () => {
    const began = performance.now();
    expect(() => logoTypeOf(Buffer.from('<!--'.repeat(20_000)))).toThrow();
    for (const opening of ['<g id="', '<g a=\'"', '< ', '<a#a ']) logoTypeOf(Buffer.from(`<svg>${opening.repeat(12_000)}</svg>`));
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
