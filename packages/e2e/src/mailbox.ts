import { eventually } from './eventually.ts';
import type { Demo } from './product.ts';

export type Mail = { to: string; subject: string; text: string; html: string; at: string };

/** All mails to one address, the newest last. */
export async function mailsTo(demo: Demo, address: string): Promise<Mail[]> {
  const response = await fetch(`${demo.mailboxUrl}/messages?to=${encodeURIComponent(address)}`);
  return response.json();
}

/** Waits for the mail with the code, the `nth` one to this address, and reads the code as a person does. */
export async function codeSentTo(demo: Demo, address: string, nth = 1): Promise<string> {
  const mail = await eventually(`mail ${nth} to ${address}`, async () => (await mailsTo(demo, address))[nth - 1]);
  const [code] = /\b\d{6}\b/.exec(mail.text) ?? [];
  if (!code) throw new Error(`No code in the mail to ${address}: ${mail.text}`);
  return code;
}

/** The link in the newest mail to this address. */
export async function linkSentTo(demo: Demo, address: string): Promise<string> {
  const mail = await eventually(`a mail to ${address}`, async () => (await mailsTo(demo, address)).at(-1));
  const [link] = /https?:\/\/\S+/.exec(mail.text) ?? [];
  if (!link) throw new Error(`No link in the mail to ${address}: ${mail.text}`);
  return link;
}
