import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig } from './config.ts';

const right = {
  DATABASE_URL: 'postgres://vestibule:k3Jd82hFq1@db.example.com:5432/vestibule',
  PUBLIC_URL: 'https://activate.example.com',
  MASTER_KEY: randomBytes(32).toString('base64'),
  SMTP_URL: 'smtps://relay:k3Jd82hFq1@relay.example.com',
  MAIL_FROM: 'activation@example.com',
};
function findingsOf(env: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.findings.map(({ name, wrong }) => `${name} ${wrong}`);
  }
}

describe('the configuration', () => {
  it('needs five variables, and takes sensible values for the rest', () => {
    expect(readConfig(right)).toMatchObject({ host: '127.0.0.1', port: 8080, trustedProxies: 0, offersSetup: true, logLevel: 'info', staticAdminDir: null });
  });

  it('tells everything that is wrong at once, each with an example', () => {
    const error = (() => {
      try {
        return readConfig({ PORT: '99999', LOG_LEVEL: 'loud', PUBLIC_URL: 'activate.example.com' });
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(ConfigError);
    const message = (error as ConfigError).message;
    for (const name of ['DATABASE_URL', 'PORT', 'PUBLIC_URL', 'MASTER_KEY', 'SMTP_URL', 'MAIL_FROM', 'LOG_LEVEL']) expect(message).toMatch(new RegExp(`^ {2}- ${name} .+ Example: .+$`, 'm'));
    expect(message).toContain('7 findings');
  });

  it.each([
    ['http://activate.example.com', 'must begin with https://'],
    ['https://activate.example.com/console', 'must be the bare origin'],
    ['https://user:pw@activate.example.com', 'must not hold a user name'],
    ['ftp://activate.example.com', 'is not an address'],
  ])('refuses the public address %s', (address, wrong) => {
    expect(findingsOf({ ...right, PUBLIC_URL: address })).toEqual([expect.stringContaining(wrong)]);
  });

  it.each(['http://localhost:8080', 'http://127.0.0.1:8080', 'http://[::1]:8080', 'https://activate.example.com/'])('takes the public address %s', (address) => {
    expect(findingsOf({ ...right, PUBLIC_URL: address })).toEqual([]);
    expect(readConfig({ ...right, PUBLIC_URL: address }).publicUrl).toBe(new URL(address).origin);
  });

  it.each([
    ['zeros', Buffer.alloc(32).toString('base64'), 'is not random'],
    ['a short pattern', Buffer.from('0123456789'.repeat(4)).subarray(0, 32).toString('base64'), 'is not random'],
    ['a typed sentence', Buffer.from('this is my Very secret k3y, 2026').toString('base64'), 'is not random'],
    ['31 bytes', randomBytes(31).toString('base64'), 'exactly 32 bytes'],
    ['something else', 'changeme', 'exactly 32 bytes'],
  ])('refuses %s as the master key', (_what, key, wrong) => {
    expect(findingsOf({ ...right, MASTER_KEY: key })).toEqual([expect.stringContaining(wrong)]);
  });

  it('takes every key a generator makes', () => {
    for (let round = 0; round < 500; round++) expect(findingsOf({ ...right, MASTER_KEY: randomBytes(32).toString('base64') })).toEqual([]);
  });

  it.each(['postgres', 'changeme', 'Password'])('refuses the well-known password %s in an address of another machine, and repeats it nowhere', (password) => {
    const [finding = '', ...more] = findingsOf({ ...right, DATABASE_URL: `postgres://someone:${password}@db.example.com/vestibule` });
    expect([finding, more]).toEqual([expect.stringContaining('well-known default'), []]);
    expect(finding).not.toContain(password);
    expect(findingsOf({ ...right, DATABASE_URL: `postgres://someone:${password}@127.0.0.1/vestibule` })).toEqual([]);
    expect(findingsOf({ ...right, SMTP_URL: `smtp://someone:${password}@relay.example.com` })).toHaveLength(1);
  });

  it.each([
    ['MAIL_FROM', 'nobody'],
    ['SMTP_URL', 'relay.example.com:587'],
    ['DATABASE_URL', 'mysql://db/vestibule'],
    ['TRUSTED_PROXIES', '-1'],
    ['SETUP_LINK', 'no'],
    ['STATIC_ADMIN_DIR', '/nowhere'],
  ])('refuses %s=%s', (name, value) => {
    expect(findingsOf({ ...right, [name]: value })).toEqual([expect.stringContaining(`${name} `)]);
  });
});
