/** Domains of which people mistype the most; only these are suggested. Shorter ones have too many real domains one slip away. */
const popular = [
  'gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'yahoo.com', 'icloud.com', 'proton.me', 'protonmail.com',
  'outlook.fr', 'hotmail.fr', 'orange.fr', 'wanadoo.fr', 'laposte.net', 't-online.de', 'yahoo.co.uk', 'hotmail.co.uk', 'btinternet.com',
  'comcast.net', 'verizon.net', 'libero.it', 'telenet.be', 'bluewin.ch',
];

/** Real domains that lie one slip away from a popular one: whoever types them means them. */
const neighbours = new Set(['mail.com', 'email.com', 'ymail.com', 'rmail.com', 'yahoo.co']);

/** Ends that do not exist, or that next to nobody means. */
const mistypedEnds: Readonly<Record<string, string>> = { con: 'com', cmo: 'com', ocm: 'com', comm: 'com', vom: 'com', xom: 'com', coom: 'com', nett: 'net', ogr: 'org', orgg: 'org' };

/**
 * The domain that was probably meant, or null when this one looks right.
 * @param domain lower-case, as an A-label
 */
export function suggestDomain(domain: string): string | null {
  if (popular.includes(domain) || neighbours.has(domain)) return null;
  const near = popular.find((candidate) => isOneSlipAway(domain, candidate));
  if (near) return near;
  const dot = domain.lastIndexOf('.');
  const end = mistypedEnds[domain.slice(dot + 1)];
  return end ? `${domain.slice(0, dot)}.${end}` : null;
}

/** One letter more, less or other, or two neighbours swapped. */
export function isOneSlipAway(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  return (
    restA.slice(1) === restB || restA === restB.slice(1) || restA.slice(1) === restB.slice(1) ||
    (restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0])
  );
}
