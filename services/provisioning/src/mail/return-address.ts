import { same, type Vault } from '../vault.ts';

/** The ids of messages are UUIDs: 32 hexadecimal digits. With 16 of the seal they fit into the 64 of a local part. */
const TAG = /^([0-9a-f]{32})([0-9a-f]{16})$/;

/**
 * The envelope sender of one mail (variable envelope return path): whoever reports about the mail's way names the mail with it, and
 * only who got the mail can.
 * @param base the address reports go to, e.g. `returns@mail.example.com`
 * @returns e.g. `returns+<48 hexadecimal digits>@mail.example.com`
 */
export function returnAddressOf(vault: Vault, base: string, messageId: string): string {
  const at = base.lastIndexOf('@');
  return `${base.slice(0, at)}+${messageId.replaceAll('-', '')}${sealOf(vault, messageId)}${base.slice(at)}`;
}

/** The message a return address was made for, or null when it is none of ours. */
export function messageOfReturnAddress(vault: Vault, base: string, address: string): string | null {
  const at = base.lastIndexOf('@');
  const [before, after] = [`${base.slice(0, at)}+`, base.slice(at)];
  const given = address.trim().toLowerCase();
  if (!given.startsWith(before) || !given.endsWith(after)) return null;
  const [, digits = '', seal] = TAG.exec(given.slice(before.length, given.length - after.length)) ?? [];
  const messageId = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return seal !== undefined && same(seal, sealOf(vault, messageId)) ? messageId : null;
}

/** 64 bits: enough against guessing what is of no use but to call one mail undelivered. */
const sealOf = (vault: Vault, messageId: string): string => vault.hash('mail_return', messageId).subarray(0, 8).toString('hex');
