import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultLimits } from '../src/config.ts';
import { MAX_TRIES } from '../src/email-proofs/email-proof.ts';
import { codeFor, unique } from './factories.ts';
import { type Harness, PUBLIC_URL, startHarness, visitor } from './harness.ts';
import { eventsOf, rowOf, untilStatus, type User } from './journeys.ts';

/** GUESSES=10000 is the whole proof, by hand; the limits end every flood after twenty codes, so a part shows as much. */
const GUESSES = Number(process.env['GUESSES'] ?? 800);
const SESSIONS = 20;
const AT_ONCE = 25;
const DAY_MS = 24 * 3_600_000;

/**
 * The chance that somebody who may guess all day gets one in: at most so many codes are compared at all, each of a million.
 * Tries a code and codes a day would allow 30; the day's own limit allows 20.
 */
const comparedADay = Math.min(MAX_TRIES * defaultLimits.mailsPerSubscriberPerDay, defaultLimits.codesPerSubscriberPerDay);
const CHANCE_A_DAY = comparedADay / 1_000_000;

describe('guessing the code', () => {
  let h: Harness;
  beforeAll(async () => {
    // The limits that protect the code itself stay as they are in production; those on one network would end the attack long before.
    h = await startHarness({ limits: { activationCallsPerNetworkPerMinute: 10 * GUESSES, signInsPerNetworkPerMinute: GUESSES } });
  });
  afterAll(() => h.close());

  /** The cookie of one more session of the same person. */
  const sessionOf = async ({ userId, template }: User): Promise<string> => {
    const { headers } = await visitor(h.url).post(`/v1/activation/${template.shareKey}/session`).send({ userId, password: 'pw' }).expect(200);
    return String(headers['set-cookie']).split(';')[0] ?? '';
  };

  it(`with ${GUESSES} codes from ${SESSIONS} sessions gets at most ${comparedADay} compared (chance ${CHANCE_A_DAY} a day), and the right user still gets in`, async () => {
    expect(CHANCE_A_DAY).toBeLessThanOrEqual(2e-5);
    const user = await h.provider.handOver();
    const email = `${unique('target')}@example.com`;
    // One after the other: more than ten attempts at once are refused before the first is known to have succeeded.
    const cookies: string[] = [];
    while (cookies.length < SESSIONS) cookies.push(await sessionOf(user));
    const own = await h.provider.asSubscriber(user);
    await own.put('/v1/activation/session/email').send({ email }).expect(202);
    const code = await codeFor(h, email);

    const told = new Map<string, number>();
    let next = 0;
    const guessOn = async (cookie: string) => {
      while (next < GUESSES) {
        const guess = String(next++).padStart(6, '0');
        // The one that is right is left out: this is about how many are compared, not about luck.
        if (guess === code) continue;
        const answer = await fetch(`${h.url}/v1/activation/session/email/verify`, { method: 'POST', headers: { cookie, origin: PUBLIC_URL, 'content-type': 'application/json' }, body: JSON.stringify({ code: guess }) });
        const { code: refusal } = (await answer.json()) as { code?: string };
        const key = `${answer.status} ${refusal ?? ''}`;
        told.set(key, (told.get(key) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => guessOn(cookies[index % SESSIONS] ?? '')));

    expect([...told.keys()].sort()).toEqual(['400 activation.code_wrong', '429 activation.code_too_many_tries']);
    expect(told.get('400 activation.code_wrong')).toBe(MAX_TRIES);
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'pending_email_validation', email_confirmed_at: null });
    // What refuses the flood does not write a line for each.
    expect((await eventsOf(h, user.id)).filter(({ type }) => type === 'subscriber.code_refused').length).toBeLessThanOrEqual(defaultLimits.codesPerSubscriberPerDay);
    expect((await own.post('/v1/activation/session/email/verify').send({ code })).status).toBe(429);

    // The next day, with the next mail.
    await h.pool.query(`delete from rate_limits where key like 'codes-per-subscriber:%'`);
    h.clock.forward(DAY_MS);
    const page = await h.provider.asSubscriber(user);
    await page.post('/v1/activation/session/email/resend').expect(202);
    await page.post('/v1/activation/session/email/verify').send({ code: await codeFor(h, email, 2) }).expect(202);
    await untilStatus(h, user.id, 'provisioned');
  }, 300_000);
});
