import { Buffer } from 'node:buffer';
import { problem } from '../problems.ts';
import { weightOfSvg } from './svg-weight.ts';

export const logoTypes = ['image/png', 'image/svg+xml'] as const;
export type LogoType = (typeof logoTypes)[number];

export const LOGO_MAX_BYTES = 100 * 1024;
const PNG_MAX_SIDE = 4_000;
/** Unpacked a pixel takes four bytes, however few the file takes. */
const PNG_MAX_PIXELS = 4_000_000;
const SVG_MAX_ELEMENTS = 5_000;
const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * What a picture is, told from its content and never from what the sender says it is.
 * An SVG may hold scripts: it is served so that none of them can run, hence they need not be recognised here.
 * @param pointer JSON Pointer of the field it came from
 * @throws template.logo_unusable
 */
export function logoTypeOf(image: Buffer, pointer = '/data'): LogoType {
  const unusable = (message: string) => problem('template.logo_unusable', { errors: [{ pointer, message }] });
  if (image.length === 0) throw unusable('is empty');
  if (image.length > LOGO_MAX_BYTES) throw unusable('is larger than 100 kB');
  if (image.subarray(0, 8).equals(PNG_SIGNATURE)) {
    const damage = damageOf(image);
    if (damage) throw unusable(damage);
    return 'image/png';
  }
  const text = image.toString('utf8');
  // Entities could blow a small file up, and no drawing needs them.
  if (!Buffer.from(text).equals(image) || !isSvg(text) || /<!ENTITY/i.test(text)) throw unusable('is neither PNG nor SVG');
  // Nobody can stop a logo that moves beside what they read (WCAG 2.2.2).
  if (/<(?:[\w-]+:)?(?:animate\w*|set)[\s/>]|@keyframes/i.test(text)) throw unusable('moves');
  if (weightOfSvg(text) > SVG_MAX_ELEMENTS) throw unusable('has more than 5,000 elements to draw');
  return 'image/svg+xml';
}

/** What keeps a PNG from being used, in words for whoever sent it. */
function damageOf(image: Buffer): string | null {
  const isWhole = image.length >= 24 && image.toString('latin1', 12, 16) === 'IHDR';
  const [width, height] = isWhole ? [image.readUInt32BE(16), image.readUInt32BE(20)] : [0, 0];
  if (width === 0 || height === 0) return 'is a damaged PNG';
  if (Math.max(width, height) > PNG_MAX_SIDE) return 'is larger than 4,000 pixels';
  if (width * height > PNG_MAX_PIXELS) return 'has more than 4,000,000 pixels';
  return chunksOf(image).includes('acTL') ? 'moves' : null;
}

/** The names of a PNG's chunks, as far as it is whole. */
function chunksOf(image: Buffer): string[] {
  const names: string[] = [];
  for (let at = 8; at + 12 <= image.length; at += 12 + image.readUInt32BE(at)) names.push(image.toString('latin1', at + 4, at + 8));
  return names;
}

/** Nothing but declarations and comments before the root, and the root closed. */
const isSvg = (text: string): boolean => /^\uFEFF?\s*(?:<\?xml[^>]*\?>\s*|<!--(?:[^-]|-(?!->))*-->\s*|<!DOCTYPE\s[^[>]*>\s*)*<svg[\s/>]/.test(text) && /<\/svg\s*>\s*$|\/>\s*$/.test(text);

/** @throws template.logo_unusable for anything but a PNG */
export function requirePng(image: Buffer, pointer: string): Buffer {
  if (logoTypeOf(image, pointer) !== 'image/png') throw problem('template.logo_unusable', { errors: [{ pointer, message: 'is no PNG' }] });
  return image;
}
