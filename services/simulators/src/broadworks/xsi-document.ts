/** One element of an XSI document: a leaf has text, a branch has children. */
export type XsiElement = { name: string; attributes?: Record<string, string>; text?: string; children?: XsiElement[] };

/** Bytes and the content type that declares how they are to be read. */
export type XsiAnswer = { contentType: string; bytes: Buffer };

const NAMESPACE = 'http://schema.broadsoft.com/xsi';

/** ISO-8859-1, as the real server answers by default; letters outside it become character references. */
export const toXml = (root: XsiElement): XsiAnswer => ({
  contentType: 'application/xml;charset=ISO-8859-1',
  bytes: Buffer.from(
    `<?xml version="1.0" encoding="ISO-8859-1"?>\n${xmlElement({ ...root, attributes: { xmlns: NAMESPACE, ...root.attributes } })}`,
    'latin1',
  ),
});

/** UTF-8; a text is the member `$`, an attribute is a member that starts with `@`. */
export const toJson = (root: XsiElement): XsiAnswer => ({
  contentType: 'application/json;charset=UTF-8',
  bytes: Buffer.from(JSON.stringify({ [root.name]: { '@xmlns': { $: NAMESPACE }, ...jsonElement(root) } }), 'utf8'),
});

const xmlElement = ({ name, attributes = {}, text, children = [] }: XsiElement): string => {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlText(value)}"`).join('');
  const content = xmlText(text ?? '') + children.map(xmlElement).join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
};

const jsonElement = ({ attributes = {}, text, children = [] }: XsiElement): Record<string, unknown> => ({
  ...Object.fromEntries(Object.entries(attributes).map(([key, value]) => [`@${key}`, value])),
  ...(text === undefined ? {} : { $: text }),
  ...Object.fromEntries(children.map((child) => [child.name, jsonElement(child)])),
});

const xmlText = (text: string): string =>
  Array.from(text, (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    // XML 1.0 has no way at all to write most control characters.
    if (code < 0x20 && !'\t\n\r'.includes(letter)) return '';
    return '<>&"'.includes(letter) || code > 0xff ? `&#${code};` : letter;
  }).join('');
