import { Buffer } from 'node:buffer';

/** The picture at the head of a mail: a PNG, since mail programs show no SVG, and how large it is shown in CSS pixels. */
export type MessageLogo = { png: Buffer; width: number; height: number };

/** What the HTML calls the picture that travels with it: nothing is fetched, so nobody learns when a mail is opened. */
export const LOGO_CID = 'logo';

const MOST_WIDTH = 208;
const MOST_HEIGHT = 44;

/** @param png a whole PNG, as logoTypeOf lets it in. Pictures are made smaller to fit, never larger. */
export function messageLogoOf(png: Buffer): MessageLogo {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const scale = Math.min(1, MOST_WIDTH / width, MOST_HEIGHT / height);
  return { png, width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** The same mail with the picture written into it, for showing it where nothing travels along. Every value in it is escaped, so that only our own mark reads like this. */
export const withLogoInside = (html: string, logo: MessageLogo | null): string => (logo ? html.replace(`src="cid:${LOGO_CID}"`, () => `src="data:image/png;base64,${logo.png.toString('base64')}"`) : html);
