import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { DrizzleQueryError } from 'drizzle-orm/errors';
import Fastify from 'fastify';
import { loggerOptions } from './logging.ts';

async function logOf(work: (app: ReturnType<typeof Fastify>) => Promise<unknown>): Promise<string> {
  const lines: string[] = [];
  const stream = new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) });
  const app = Fastify({ logger: { ...loggerOptions('info'), stream } });
  app.post('/v1/activation/:shareKey', async () => ({}));
  await work(app);
  await app.close();
  return lines.join('');
}

describe('the request log', () => {
  it('tells method, path and address, and neither query nor headers nor body', async () => {
    const log = await logOf((app) =>
      app.inject({ method: 'POST', url: '/v1/activation/key?q=ada%40example.com', headers: { authorization: 'Bearer vat_1', cookie: 'vestibule_session=vss_1' }, payload: { password: 'correct horse', code: '123456' } }),
    );
    expect(log).toContain('"method":"POST","path":"/v1/activation/key","remoteAddress":"127.0.0.1"');
    for (const secret of ['ada', 'vat_1', 'vss_1', 'correct horse', '123456']) expect(log).not.toContain(secret);
  });

  it('masks what authenticates wherever somebody logs it, and keeps the code of an error', async () => {
    const log = await logOf(async (app) => {
      app.log.info({ password: 'pw-1', code: '123456', body: { code: '234567', adapterPassword: 'pw-2' }, settings: { accessToken: 'at-1' }, form: { client_secret: 'cs-1' } }, 'careless');
      app.log.error({ err: Object.assign(new Error('away'), { code: 'ECONNREFUSED' }) }, 'failed');
    });
    for (const secret of ['pw-1', '123456', '234567', 'pw-2', 'at-1', 'cs-1']) expect(log).not.toContain(secret);
    expect(log).toContain('ECONNREFUSED');
  });

  it('tells of an error of the database which query and which constraint it was, and nothing of what was written', async () => {
    const refusal = Object.assign(new Error('duplicate key value'), { code: '23505', constraint: 'one_email', detail: 'Key (email)=(ada@example.com) already exists.', where: 'COPY line 1: "Lovelace"', client: { secretKey: 4711 } });
    const failed = new DrizzleQueryError('insert into subscribers values ($1, $2)', ['ada@example.com', 'Lovelace\n    at home'], refusal);
    const log = await logOf(async (app) => {
      app.log.error({ err: failed }, 'failed');
      app.log.warn({ err: refusal }, 'refused');
    });
    for (const secret of ['ada@', 'Lovelace', 'at home', '4711']) expect(log).not.toContain(secret);
    for (const told of ['insert into subscribers', 'duplicate key value', '23505', 'one_email', 'logging.test.ts']) expect(log).toContain(told);
  });
});
