import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type ScimSimulator, startScim } from '../../../services/simulators/src/index.ts';
import { startDatabase } from './database.ts';
import { loadNow, publish } from './own-run.ts';
import { connectorsHeading, markdownTable } from './report.ts';
import { type Product, startTwoProviders } from './two-providers.ts';

// How a connector bears a storm of refusals, and how much one provider's crowd delays another: printed, or with --write put into the page.
const { values } = parseArgs({ options: { users: { type: 'string', default: '300' }, write: { type: 'boolean', default: false } } });
const users = Number(values.users);
const ALLOWED = 20;
/** Requests that the platform refuses before it takes any. */
const REFUSED_FIRST = 40;
const say = (text: string) => process.stderr.write(`${text}\n`);

type Storm = { name: string; seconds: number; refused: number; busiest: number; refusing: number; perSecond: number; made: string };

/** Everybody is handed over, then the workers begin; the platform refuses its first forty requests and then whatever is more than allowed. */
async function storm(product: Product, name: string, callsPerSecond: number, workers: number): Promise<Storm> {
  say(name);
  const scim = await startScim();
  scim.script([{ fault: 'busy', retryAfterSeconds: 2, times: REFUSED_FIRST }, { fault: 'limit', perSecond: ALLOWED, retryAfterSeconds: 2 }]);
  try {
    const template = await product.providers[0].connect(scim.apiUrl, scim.accessToken, { callsPerSecond, concurrency: 8 });
    await product.handOver(template, users);
    const began = performance.now();
    await product.withWorkers(workers, () => allMade(scim, users));
    const seconds = (performance.now() - began) / 1000;
    const calls = scim.calls().map(({ at, status }) => ({ at: Date.parse(at), refused: status === 429 }));
    const refusals = calls.filter(({ refused }) => refused).map(({ at }) => at);
    const after = calls.map(({ at }) => at).filter((at) => at > (refusals[0] ?? 0));
    // The platform takes requests from its last refusal of everything on; the drain begins with the first it took then.
    const taken = calls.filter(({ at, refused }) => !refused && at > (refusals[REFUSED_FIRST - 1] ?? 0)).map(({ at }) => at);
    const drainSeconds = ((taken.at(-1) ?? 0) - (taken[0] ?? 0)) / 1000;
    const times = scim.users().map((user) => scim.createdCount(String(user['externalId'])));
    return { name, seconds, refused: refusals.length, busiest: busiestSecond(after), refusing: seconds - drainSeconds, perSecond: taken.length / drainSeconds, made: times.length === users && times.every((count) => count === 1) ? 'each once' : `${times.length} users, up to ${Math.max(...times)} times` };
  } finally {
    await scim.close();
  }
}

/** The most requests that arrived in any second, wherever it begins. */
function busiestSecond(sorted: number[]): number {
  let from = 0;
  return sorted.reduce((most, at, to) => {
    while ((sorted[from] ?? at) <= at - 1_000) from += 1;
    return Math.max(most, to - from + 1);
  }, 0);
}

/** @throws when it takes ten times as long as the platform would need */
async function allMade(scim: ScimSimulator, count: number): Promise<void> {
  const patienceMs = 60_000 + ((count * 3) / ALLOWED) * 10_000;
  const until = performance.now() + patienceMs;
  while (scim.users().length < count) {
    if (performance.now() > until) throw new Error(`only ${scim.users().length} of ${count} accounts were made in ${Math.round(patienceMs / 1000)} s`);
    await sleep(50);
  }
}

/** Seconds until a provider's users are made on a platform that takes 200 ms for each request, behind so many of another provider. */
async function beside(product: Product, quiet: number, noisy: number): Promise<number> {
  say(`${quiet} users behind ${noisy} of another provider`);
  const [theirs, ours] = [await startScim(), await startScim()];
  for (const scim of [theirs, ours]) scim.script({ fault: 'delay', delayMs: 200 });
  try {
    const [one, two] = product.providers;
    const wide = { callsPerSecond: 100, concurrency: 50 };
    await product.handOver(await one.connect(theirs.apiUrl, theirs.accessToken, wide), noisy);
    await product.handOver(await two.connect(ours.apiUrl, ours.accessToken, wide), quiet);
    let took = 0;
    await product.withWorkers(1, async () => {
      while (ours.calls().length === 0) await sleep(10);
      const first = performance.now();
      await allMade(ours, quiet);
      took = (performance.now() - first) / 1000;
      // What is left is done too, so that it is in nobody's way.
      await allMade(theirs, noisy);
    });
    return took;
  } finally {
    await Promise.all([theirs.close(), ours.close()]);
  }
}

function sectionOf(storms: Storm[], alone: number, behind: number, load: string): string {
  const rows = storms.map(({ name, seconds, refused, busiest, refusing, perSecond, made }) => [name, seconds.toFixed(0), String(refused), String(busiest), refusing.toFixed(0), perSecond.toFixed(1), made]);
  return `${connectorsHeading}

\`npm run bench connectors\`: the real api and worker, and SCIM services over HTTP. ${new Date().toISOString().slice(0, 10)}, ${load}.

**A storm of 429.** ${users} users wait. The platform refuses the first ${REFUSED_FIRST} requests, then whatever is more than ${ALLOWED} in any second, each time for two
seconds. Each user takes three requests. *Busiest second*: the most requests in any second after the first refusal, refused ones too. *Refusing*: seconds until the
platform took the first request. *Then/s*: accepted requests a second from there to the last account.

${markdownTable(['connector', 'seconds', 'refused', 'busiest second', 'refusing', 'then/s', 'accounts'], rows)}

**A noisy neighbour.** 40 users of one provider, on a platform that takes 200 ms for each request, from their first request to their last account: ${alone.toFixed(1)} s
alone, ${behind.toFixed(1)} s behind 400 users of another provider that came before them: ${(behind / alone).toFixed(2)} times as long, of at most 2.
`;
}

const load = loadNow();
const database = await startDatabase(undefined);
try {
  const product = await startTwoProviders(database.url);
  try {
    const storms = [
      await storm(product, `${ALLOWED} a second, one worker`, ALLOWED, 1),
      await storm(product, `${ALLOWED} a second, two workers`, ALLOWED, 2),
      await storm(product, 'set five times too high, one worker', ALLOWED * 5, 1),
    ];
    publish(connectorsHeading, sectionOf(storms, await beside(product, 40, 0), await beside(product, 40, 400), load), values.write);
  } finally {
    await product.stop();
  }
} finally {
  await database.stop();
}
