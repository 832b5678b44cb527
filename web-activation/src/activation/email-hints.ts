const familiarDomains = [
  'gmail.com', 'googlemail.com', 'outlook.com', 'outlook.fr', 'hotmail.com', 'hotmail.fr', 'hotmail.co.uk', 'live.com', 'msn.com',
  'yahoo.com', 'yahoo.fr', 'yahoo.co.uk', 'icloud.com', 'me.com', 'aol.com', 'proton.me', 'protonmail.com', 'gmx.de', 'gmx.net', 'web.de',
  't-online.de', 'orange.fr', 'wanadoo.fr', 'free.fr', 'sfr.fr', 'laposte.net', 'bbox.fr', 'comcast.net', 'verizon.net', 'btinternet.com',
];
// Real providers one letter away from a familiar one: suggesting the other would mislead.
const realNeighbours = ['ymail.com', 'mail.com', 'email.com', 'hotmail.de', 'hotmail.it', 'hotmail.es', 'yahoo.ca', 'yahoo.de', 'yahoo.es', 'yahoo.it'];
const shortestGuess = 9;
const mistypedEndings: [RegExp, string][] = [[/\.(con|cmo|ocm|vom|comm)$/, '.com'], [/\.(ner|nte)$/, '.net']];

/** Whether it has the form `name@host.ending`; only the server and a mail can tell whether it exists. */
export function looksLikeEmail(address: string): boolean {
  return address.length <= 254 && /^[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+$/.test(address);
}

/** The address with a domain in which a common slip is mended, or null. Everything else about an address the server judges. */
export function suggestionFor(address: string): string | null {
  const at = address.lastIndexOf('@');
  const mended = at < 1 ? null : mendedDomain(address.slice(at + 1).toLowerCase());
  return mended && `${address.slice(0, at)}@${mended}`;
}

function mendedDomain(domain: string): string | null {
  if (familiarDomains.includes(domain) || realNeighbours.includes(domain)) return null;
  const close = familiarDomains.find((known) => known.length >= shortestGuess && isOneSlipAway(domain, known));
  if (close) return close;
  for (const [wrong, right] of mistypedEndings) if (wrong.test(domain)) return domain.replace(wrong, right);
  return null;
}

/** One letter missing, added or changed, or two neighbours swapped. */
function isOneSlipAway(typed: string, known: string): boolean {
  let start = 0;
  while (start < typed.length && typed[start] === known[start]) start += 1;
  let end = 0;
  while (end < Math.min(typed.length, known.length) - start && typed.at(-1 - end) === known.at(-1 - end)) end += 1;
  const left = typed.slice(start, typed.length - end);
  const right = known.slice(start, known.length - end);
  const isSwap = left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
  return isSwap || (left.length <= 1 && right.length <= 1);
}
