import { Buffer } from 'node:buffer';
import { XMLParser, XMLValidator } from 'fast-xml-parser';

/**
 * A document of XSI-Actions, from XML or JSON, in the one shape BroadWorks itself uses for JSON:
 * text under `$`, attributes under `@name`.
 */
export type XsiNode = { readonly [name: string]: unknown };

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '$',
  alwaysCreateTextNode: true,
  removeNSPrefix: true,
  ignoreDeclaration: true,
  // A phone number or an extension is text: 0012 must not become 12.
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  maxNestedTags: 32,
});

/**
 * @param contentType the answer's Content-Type; it wins over the XML prolog when it names a charset (RFC 7303).
 * @returns null for anything that is not a well-formed XSI document. A DTD is refused, whatever it declares.
 */
export function parseXsiDocument(body: Buffer, contentType: string | null): XsiNode | null {
  const text = decode(body, contentType);
  if (text === null) return null;
  return /^\s*\{/.test(text) ? parseJson(text) : parseXml(text);
}

/** The node below `name`, or null. */
export function child(node: XsiNode | null, name: string): XsiNode | null {
  const value = node?.[name];
  return isNode(value) ? value : null;
}

/** The text of an element below `node`, with its attributes or without; null when it is absent or empty. */
export function textOf(node: XsiNode | null, name: string): string | null {
  const value = node?.[name];
  const text = isNode(value) ? value['$'] : value;
  return (typeof text === 'string' && text.trim()) || (typeof text === 'number' ? String(text) : null);
}

/** An attribute of the node; JSON answers were seen with and without the `@`. */
export function attributeOf(node: XsiNode | null, name: string): string | null {
  const value = node?.[`@${name}`] ?? node?.[name];
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : null;
}

const isNode = (value: unknown): value is XsiNode => typeof value === 'object' && value !== null && !Array.isArray(value);

function parseJson(text: string): XsiNode | null {
  try {
    const value: unknown = JSON.parse(text);
    return isNode(value) ? value : null;
  } catch {
    return null;
  }
}

function parseXml(text: string): XsiNode | null {
  if (/<!(DOCTYPE|ENTITY)/i.test(text) || XMLValidator.validate(text) !== true) return null;
  try {
    const value: unknown = parser.parse(text);
    return isNode(value) ? resolved(value) : null;
  } catch {
    return null;
  }
}

function decode(body: Buffer, contentType: string | null): string | null {
  const declared = /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType ?? '')?.[1] ?? prologCharset(body);
  const charset = declared ?? 'utf-8';
  try {
    return new TextDecoder(charset, { fatal: true }).decode(body);
  } catch {
    // BroadWorks' samples are ISO-8859-1; where bytes contradict what is declared, that is what they are.
    return declared && !isKnownCharset(declared) ? null : new TextDecoder('iso-8859-1').decode(body);
  }
}

const prologCharset = (body: Buffer): string | undefined =>
  /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(body.subarray(0, 200).toString('latin1'))?.[1];

function isKnownCharset(charset: string): boolean {
  try {
    return new TextDecoder(charset).encoding !== '';
  } catch {
    return false;
  }
}

/** Puts characters in the place of references: the five that XML itself defines, and those by number. No others exist without a DTD. */
function resolved(node: XsiNode): XsiNode {
  const entries = Object.entries(node).map(([name, value]) => [name, resolveValue(value)] as const);
  return Object.fromEntries(entries);
}

function resolveValue(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|amp|lt|gt|quot|apos);/gi, (whole, name: string) => characterOf(name) ?? whole);
  if (Array.isArray(value)) return value.map(resolveValue);
  return isNode(value) ? resolved(value) : value;
}

const predefined: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function characterOf(name: string): string | undefined {
  if (!name.startsWith('#')) return predefined[name];
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : undefined;
}
