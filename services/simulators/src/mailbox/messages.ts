import { randomUUID } from 'node:crypto';
import { createJsonFile } from '../json-file.ts';

/** One mail as one recipient got it. */
export type Message = { id: string; to: string; from: string; subject: string; text: string; html: string; at: string };

/** What a list of mails shows of one. `code` is the six-digit code in its text, if there is just one. */
export type MessageSummary = Pick<Message, 'id' | 'to' | 'from' | 'subject' | 'at'> & { preview: string; code: string | null };

export type Messages = {
  add(message: Omit<Message, 'id' | 'at'>): Message;
  /** Oldest first; with an address only what was sent to it, whatever its case. */
  list(to?: string): Message[];
  byId(id: string): Message | undefined;
  clear(): void;
};

// Enough for every demo and test; a forgotten load test must not fill the memory.
const KEPT_MESSAGES = 2_000;

/** @param path a file that keeps the mails across restarts; without it they live in memory */
export const createMessages = (path?: string): Messages => {
  const file = createJsonFile<Message[]>(path, []);
  let messages = file.load();
  const keep = (kept: Message[]): void => {
    messages = kept.slice(-KEPT_MESSAGES);
    file.save(messages);
  };
  return {
    add(content) {
      const message = { id: randomUUID(), ...content, at: new Date().toISOString() };
      keep([...messages, message]);
      return message;
    },
    list: (to) => messages.filter((message) => to === undefined || message.to.toLowerCase() === to.toLowerCase()),
    byId: (id) => messages.find((message) => message.id === id),
    clear: () => keep([]),
  };
};

export const summary = ({ id, to, from, subject, text, at }: Message): MessageSummary => ({
  id, to, from, subject, at, preview: text.replace(/\s+/g, ' ').trim().slice(0, 140), code: onlyCode(text),
});

// Digits inside an address of a page do not count as a second code.
const onlyCode = (text: string): string | null => {
  const words = text.replace(/https?:\/\/\S+/g, ' ');
  const codes = new Set(words.match(/(?<!\d)\d{6}(?!\d)/g));
  const [code, second] = codes;
  return second === undefined ? (code ?? null) : null;
};
