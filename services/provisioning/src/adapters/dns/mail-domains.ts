import { Resolver } from 'node:dns/promises';
import type { MailDomains } from '../../mail/mail-domains.ts';

const KNOWN_FOR_MS = 10 * 60_000;
// A name server that is away is asked again soon, but not for every person who waits.
const UNKNOWN_FOR_MS = 30_000;
const MOST_KEPT = 5_000;

type Answer = Awaited<ReturnType<MailDomains['takesMail']>>;

/** @param options.servers addresses of name servers (`10.0.0.53` or `127.0.0.1:5353`); those of the system when there are none */
export function createMailDomains({ servers = [], timeoutMs = 1_500, now = Date.now }: { servers?: readonly string[]; timeoutMs?: number; now?: () => number } = {}): MailDomains {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  if (servers.length > 0) resolver.setServers([...servers]);
  const kept = new Map<string, { answer: Promise<Answer>; until: number }>();
  return {
    async takesMail(domain) {
      const known = kept.get(domain);
      if (known && known.until > now()) return known.answer;
      const entry = { answer: ask(resolver, domain), until: now() + KNOWN_FOR_MS };
      kept.delete(domain);
      kept.set(domain, entry);
      const [oldest] = kept.keys();
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      const answer = await entry.answer;
      if (answer === 'unknown') entry.until = now() + UNKNOWN_FOR_MS;
      return answer;
    },
  };
}

/** RFC 5321 5.1: mail exchangers, else the host itself; RFC 7505: an exchanger without a name takes no mail. */
async function ask(resolver: Resolver, domain: string): Promise<Answer> {
  const exchangers = await orWhy(resolver.resolveMx(domain));
  if (exchangers === 'no domain') return 'no';
  if (exchangers === 'unknown') return 'unknown';
  if (exchangers !== 'no data') return exchangers.some(({ exchange }) => exchange !== '' && exchange !== '.') ? 'yes' : 'no';
  const hosts = await Promise.all([orWhy(resolver.resolve4(domain)), orWhy(resolver.resolve6(domain))]);
  if (hosts.some((host) => Array.isArray(host))) return 'yes';
  return hosts.includes('unknown') ? 'unknown' : 'no';
}

const why: Readonly<Record<string, 'no domain' | 'no data'>> = { ENOTFOUND: 'no domain', ENODATA: 'no data' };

const orWhy = <T>(asked: Promise<T>): Promise<T | 'no domain' | 'no data' | 'unknown'> =>
  asked.catch((error: NodeJS.ErrnoException) => why[error.code ?? ''] ?? 'unknown');
