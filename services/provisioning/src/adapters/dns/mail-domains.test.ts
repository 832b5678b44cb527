import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DnsSimulator, startDns } from '@vestibule/simulators';
import { createMailDomains } from './mail-domains.ts';

describe('whether a domain takes mail', () => {
  let dns: DnsSimulator;
  beforeAll(async () => {
    dns = await startDns();
  });
  afterAll(() => dns.close());
  const domains = (now?: () => number) => createMailDomains({ servers: [dns.server], timeoutMs: 200, ...(now && { now }) });

  it.each([
    ['example.com', 'yes'], ['host-only.example', 'yes'], ['xn--mller-kva.example', 'yes'],
    ['no-such.example', 'no'], ['deep.no-such.example', 'no'], ['no-mail.example', 'no'], ['nothing.example', 'no'],
    ['silent.example', 'unknown'],
  ])('is known of %s: %s', async (domain, answer) => {
    expect(await domains().takesMail(domain)).toBe(answer);
  });

  it('is asked once for many people at the same time, and again when the answer is old', async () => {
    let now = 0;
    const asking = domains(() => now);
    const before = dns.questions().length;
    expect(await Promise.all(Array.from({ length: 20 }, () => asking.takesMail('many.example')))).toEqual(Array(20).fill('yes'));
    expect(dns.questions().slice(before)).toEqual(['MX many.example']);
    now = 11 * 60_000;
    await asking.takesMail('many.example');
    expect(dns.questions().slice(before)).toHaveLength(2);
  });

  it('is unknown where no name server answers, which must stop nobody', async () => {
    expect(await createMailDomains({ servers: ['127.0.0.1:9'], timeoutMs: 200 }).takesMail('example.com')).toBe('unknown');
  });
});
