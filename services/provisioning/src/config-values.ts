import { Buffer } from 'node:buffer';
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { parseEmailAddress } from './mail/email-address.ts';

/** Everything that is wrong with the environment, gathered so that it can be told at once. */
export type Finding = { name: string; wrong: string; example: string };
export type Findings = Finding[];

/** Where to read one variable, and what a right value looks like. */
export type Variable = { name: string; text: string | undefined; example: string };

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Words that guides and examples use in the place of a secret. */
const wellKnown = new Set(['postgres', 'postgresql', 'password', 'passw0rd', 'pass', 'secret', 'changeme', 'change-me', 'change_me', 'admin', 'root', 'app', 'vestibule', 'example', 'default', 'test', '1234', '12345', '123456', '12345678', '...']);

const objectTo = (findings: Findings, { name, example }: Variable, wrong: string) => void findings.push({ name, wrong, example });

/** The value without blanks around it; its absence is a finding. */
export function required(findings: Findings, variable: Variable): string {
  const value = variable.text?.trim() ?? '';
  if (value === '') objectTo(findings, variable, 'is missing');
  return value;
}

/** An address of one of these schemes, or null after a finding. */
function address(findings: Findings, variable: Variable, schemes: readonly string[]): URL | null {
  const text = required(findings, variable);
  if (text === '') return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && schemes.includes(url.protocol) && url.hostname !== '') return url;
  // The text may hold a password, so it is not repeated.
  objectTo(findings, variable, `is not an address that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`);
  return null;
}

/** Only this machine reaches it, so that nobody can listen on the way. */
export const isLoopback = (hostname: string): boolean => hostname === 'localhost' || hostname === '[::1]' || hostname === '::1' || /^127(\.\d{1,3}){3}$/.test(hostname);

/** The origin people open: https, since passwords and sessions travel there; http on this machine only. */
export function publicOrigin(findings: Findings, variable: Variable): string {
  const url = address(findings, variable, ['https:', 'http:']);
  if (!url) return '';
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) objectTo(findings, variable, 'must begin with https://, or passwords would travel in the clear; http:// is for this machine itself only');
  if (url.username || url.password) objectTo(findings, variable, 'must not hold a user name or password');
  if (url.pathname !== '/' || url.search || url.hash) objectTo(findings, variable, 'must be the bare origin, without a path, query or fragment');
  return url.origin;
}

/** An address with credentials of ours in it. A well-known password is refused where others can try it. */
export function secretAddress(findings: Findings, variable: Variable, schemes: readonly string[]): string {
  const url = address(findings, variable, schemes);
  if (url && !isLoopback(url.hostname) && wellKnown.has(decoded(url.password).toLowerCase())) objectTo(findings, variable, 'holds a password that is a well-known default; choose a random one');
  return url ? (variable.text?.trim() ?? '') : '';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** 32 bytes that look as if a generator had made them. */
export function masterKey(findings: Findings, variable: Variable): Buffer {
  const text = required(findings, variable);
  const key = Buffer.from(text, 'base64');
  if (text === '') return key;
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text) || key.length !== 32) objectTo(findings, variable, 'must be exactly 32 bytes in base64');
  // Of 32 random bytes fewer than 16 different ones, or none outside of what can be typed, happens once in many billion times.
  else if (new Set(key).size < 16 || key.every((byte) => byte >= 0x20 && byte < 0x7f)) objectTo(findings, variable, 'is not random: it repeats itself or was typed by hand');
  return key;
}

/** A plain address, in the form in which mails carry it. */
export function sender(findings: Findings, variable: Variable): string {
  const text = required(findings, variable);
  const parsed = parseEmailAddress(text);
  if (text !== '' && !parsed) objectTo(findings, variable, `is not an e-mail address: ${text}`);
  return parsed?.address ?? '';
}

/** Room for the part that names the mail: 49 characters of the 64 a local part may have. */
const LONGEST_RETURN_LOCAL_PART = 15;

/** An address reports go to, or null when the variable is not set. */
export function returnAddress(findings: Findings, variable: Variable): string | null {
  if (!variable.text?.trim()) return null;
  const address = sender(findings, variable);
  if (address.indexOf('@') > LONGEST_RETURN_LOCAL_PART) objectTo(findings, variable, `has more than ${LONGEST_RETURN_LOCAL_PART} characters before the at sign`);
  return address;
}

/** Addresses of name servers, with a port where it is not 53. */
export function nameServers(findings: Findings, variable: Variable): string[] {
  const servers = (variable.text ?? '').split(',').map((server) => server.trim()).filter(Boolean);
  for (const server of servers) {
    const [, host = server] = /^\[?([^\]]+?)\]?(?::\d{1,5})?$/.exec(server) ?? [];
    if (isIP(host) === 0 && isIP(server) === 0) objectTo(findings, variable, `is not a list of addresses by number: ${server}`);
  }
  return servers;
}

/** Between two bounds, both allowed; `fallback` when the variable is not set. */
export function wholeNumber(findings: Findings, variable: Variable, { fallback, least, most }: { fallback: number; least: number; most: number }): number {
  const text = variable.text?.trim();
  if (!text) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) objectTo(findings, variable, `must be a whole number from ${least} to ${most}, not "${text}"`);
  return value;
}

export function logLevel(findings: Findings, variable: Variable): string {
  const text = variable.text?.trim() || 'info';
  if (!levels.includes(text)) objectTo(findings, variable, `must be one of ${levels.join(', ')}, not "${text}"`);
  return text;
}

export function onOrOff(findings: Findings, variable: Variable): boolean {
  const text = variable.text?.trim() || 'on';
  if (text !== 'on' && text !== 'off') objectTo(findings, variable, `must be on or off, not "${text}"`);
  return text === 'on';
}

/** A permission: only the word itself gives it. */
export function yesOrNo(findings: Findings, variable: Variable): boolean {
  const text = variable.text?.trim() || 'false';
  if (text !== 'true' && text !== 'false') objectTo(findings, variable, `must be true or false, not "${text}"`);
  return text === 'true';
}

/** A folder with built pages, or null when the variable is not set. */
export function pagesFolder(findings: Findings, variable: Variable): string | null {
  const path = variable.text?.trim();
  if (!path) return null;
  if (!existsSync(join(path, 'index.html'))) objectTo(findings, variable, `has no index.html: ${path}`);
  return path;
}
