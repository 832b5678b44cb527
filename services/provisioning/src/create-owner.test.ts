import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Harness, startHarness } from '../test/harness.ts';

const program = fileURLToPath(new URL('./create-owner.ts', import.meta.url));

describe('the program that makes the first owner', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
  });
  afterAll(() => h.close());

  const run = (...words: string[]) => {
    const { databaseUrl, masterKey, smtpUrl, mailFrom } = h.services.config;
    const env = { ...process.env, NODE_OPTIONS: '', DATABASE_URL: databaseUrl, PUBLIC_URL: 'https://vestibule.test', MASTER_KEY: masterKey.toString('base64'), SMTP_URL: smtpUrl, MAIL_FROM: mailFrom, ALLOW_PRIVATE_TARGETS: 'true' };
    return spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...words], { env, encoding: 'utf8' });
  };
  const providers = async () => (await h.pool.query('select name from providers order by name')).rows;

  it('prints a password with which the owner signs in', async () => {
    const made = run('--provider', 'Example Telecom', '--email', 'owner@example.com');
    const [, password] = /password (\S+)$/.exec(made.stdout.trim()) ?? [];
    const session = await h.asVisitor().post('/v1/session').send({ email: 'owner@example.com', password }).expect(200);
    expect(session.body).toMatchObject({ admin: { role: 'owner' }, provider: { name: 'Example Telecom' } });
  });

  it('makes nothing when the address signs in elsewhere already, and says so', async () => {
    const before = await providers();
    const refused = run('--provider', 'Another', '--email', 'owner@example.com');
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toContain('admin.email_taken');
    expect(await providers()).toEqual(before);
  });

  it('tells how it is used when something is missing', () => {
    expect(run('--provider', 'Another')).toMatchObject({ status: 1, stderr: expect.stringContaining('usage:') });
  });
});
