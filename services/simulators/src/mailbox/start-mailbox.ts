import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { createCallRecord } from '../call-record.ts';
import type { FaultSchemas } from '../http-faults.ts';
import { createApp, installControls, listen, type Simulator } from '../http-simulator.ts';
import { createRuleBook } from '../script-rules.ts';
import { createBounces } from './bounces.ts';
import { createMessages, summary, type Message, type Messages } from './messages.ts';
import { startSmtpSink, type MailboxFault } from './smtp-sink.ts';

export type MailboxOptions = {
  httpPort?: number;
  smtpPort?: number;
  host?: string;
  /** A file that keeps the mails across restarts; without it they live in memory. */
  file?: string;
  /** Who takes reports about mails that bounce later, as smtp://host:port; without it they are lost. */
  returnsUrl?: string;
};

export type MailboxSimulator = Simulator<MailboxFault> & {
  smtpUrl: string;
  smtpPort: number;
  /** Oldest first; with an address only what was sent to it. */
  messages(to?: string): Message[];
  /** Waits until an address has got `count` mails (default 1) and gives the last of them; rejects after `timeoutMs` (default 5000). */
  waitForMessage(to: string, options?: { count?: number; timeoutMs?: number }): Promise<Message>;
};

const faultSchemas: FaultSchemas = {
  refuse: { properties: {} },
  defer: { properties: {} },
  drop: { properties: {} },
  delay: { properties: { delayMs: { type: 'integer', minimum: 0, maximum: 600_000 } }, required: ['delayMs'] },
};

/** Starts an SMTP server that keeps all mail, and a page to read it. */
export const startMailbox = async ({ httpPort, smtpPort, host, file, returnsUrl }: MailboxOptions = {}): Promise<MailboxSimulator> => {
  const messages = createMessages(file);
  const calls = createCallRecord();
  const rules = createRuleBook<MailboxFault>();
  const bounces = createBounces(returnsUrl);
  const smtp = await startSmtpSink({ messages, calls, rules, bounces }, { host, port: smtpPort });
  const app = createApp();
  const reset = (): void => {
    messages.clear();
    smtp.forgetDeferred();
    calls.clear();
    rules.clear();
  };
  installControls({ app, calls, rules, faultSchemas, reset });
  installMessages(app, messages);
  installPage(app);
  const url = await listen(app, { host, port: httpPort }).catch(async (error: unknown) => {
    await smtp.close();
    throw error;
  });
  return {
    url,
    smtpUrl: `smtp://${smtp.host}:${smtp.port}`,
    smtpPort: smtp.port,
    messages: (to) => messages.list(to),
    waitForMessage: (to, options) => waitForMessage(messages, to, options),
    calls: () => calls.list(),
    script: (added) => rules.add(added),
    clearScript: () => rules.clear(),
    reset,
    close: async () => {
      bounces.close();
      await Promise.all([app.close(), smtp.close()]);
    },
  };
};

const waitForMessage = async (messages: Messages, to: string, { count = 1, timeoutMs = 5_000 } = {}): Promise<Message> => {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const message = messages.list(to)[count - 1];
    if (message) return message;
    if (Date.now() > deadline) throw new Error(`${to} got ${messages.list(to).length} of ${count} mails within ${timeoutMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const SUMMARIES_ON_THE_PAGE = 300;

const installMessages = (app: FastifyInstance, messages: Messages): void => {
  app.get<{ Querystring: { to?: string } }>('/messages', async ({ query: { to } }) => messages.list(to));
  app.get('/summaries', async () => messages.list().slice(-SUMMARIES_ON_THE_PAGE).reverse().map(summary));
  app.get<{ Params: { id: string } }>('/messages/:id', async (request, reply) => messages.byId(request.params.id) ?? reply.code(404).send());
  app.delete('/messages', async (_request, reply) => {
    messages.clear();
    return reply.code(204).send();
  });
};

const PAGE_FILES = [
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/page.js', 'page.js', 'text/javascript; charset=utf-8'],
  ['/page.css', 'page.css', 'text/css; charset=utf-8'],
] as const;

// Mails are shown in a frame that inherits this policy: their own styles and pictures are let in, scripts never.
const PAGE_POLICY = [
  "default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", 'img-src data: http: https:', "connect-src 'self'",
  "frame-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join('; ');

const installPage = (app: FastifyInstance): void => {
  for (const [path, file, type] of PAGE_FILES) {
    const content = readFileSync(new URL(`./page/${file}`, import.meta.url));
    app.get(path, async (_request, reply) =>
      reply.headers({ 'content-type': type, 'content-security-policy': PAGE_POLICY, 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' }).send(content),
    );
  }
};
