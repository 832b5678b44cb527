/** Twice the size at which mails show a logo, so that it is sharp on fine screens. */
const MAIL_WIDTH = 416;
const MAIL_HEIGHT = 88;
const MAIL_MOST_BASE64 = 60_000;

/** Base64 without the head of a data address. */
export async function base64Of(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/**
 * Draws a logo as a small PNG, since mail programs show no SVG and large pictures have no place in mails.
 * @returns base64, or undefined where the picture cannot be drawn: mails then do without
 */
export async function mailPictureOf(file: File): Promise<string | undefined> {
  const isDrawing = file.type === 'image/svg+xml' || file.name.toLowerCase().endsWith('.svg');
  const picture = new Image();
  picture.src = isDrawing ? `data:image/svg+xml;base64,${await base64Of(await sized(file))}` : `data:image/png;base64,${await base64Of(file)}`;
  const drawable = await picture.decode().then(() => picture.naturalWidth > 0 && picture.naturalHeight > 0, () => false);
  if (!drawable) return undefined;
  const fitting = Math.min(MAIL_WIDTH / picture.naturalWidth, MAIL_HEIGHT / picture.naturalHeight);
  const scale = isDrawing ? fitting : Math.min(1, fitting);
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight].map((side) => Math.max(1, Math.round(side * scale))) as [number, number];
  const pen = canvas.getContext('2d');
  pen?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const [, png = ''] = canvas.toDataURL('image/png').split(',');
  return pen && png && png.length <= MAIL_MOST_BASE64 ? png : undefined;
}

/** A drawing that only says how its sides relate gets a size: some browsers draw nothing without. */
async function sized(file: Blob): Promise<Blob> {
  const drawing = new DOMParser().parseFromString(await file.text(), 'image/svg+xml');
  const { documentElement: root } = drawing;
  const [, , width, height] = (root.getAttribute('viewBox') ?? '').trim().split(/[\s,]+/).map(Number);
  if (!width || !height) return file;
  root.setAttribute('width', String(width));
  root.setAttribute('height', String(height));
  return new Blob([new XMLSerializer().serializeToString(drawing)]);
}
