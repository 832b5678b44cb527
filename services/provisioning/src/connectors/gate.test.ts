import { describe, expect, it } from '@jest/globals';
import { admit, type Gate, intervalMs, type Outcome, settle } from './gate.ts';

const start = new Date('2026-03-02T09:00:00Z');
const at = (ms: number) => new Date(start.getTime() + ms);
const limits = { callsPerSecond: 10, concurrency: 3, openAfter: 3 };
const quiet: Gate = { state: 'closed', failures: 0, reasonCode: null, reasonDetail: null, openedAt: null, probeAt: null, probes: 0, pausedUntil: null, easedUntil: null, slowness: 1, slowedAt: null, answered: false, nextSlotAt: null };
const worked: Outcome = { result: 'worked' };
const failed: Outcome = { result: 'failed', code: 'cloud.unavailable', detail: '503' };
const refused: Outcome = { result: 'refused', code: 'cloud.credentials_refused', detail: '401' };

/** A gate that keeps what it is told. */
function gateOf(gate: Gate = quiet) {
  return {
    get now() {
      return gate;
    },
    ask(ms: number, slotAt: Date | null = null, inTurn = 0, calls = 1) {
      const { admission, changes } = admit(gate, limits, { now: at(ms), slotAt, inTurn, calls });
      gate = { ...gate, ...changes };
      return admission;
    },
    tell(ms: number, outcome: Outcome | null, calls = 1, paid = 1, since?: number) {
      gate = { ...gate, ...settle(gate, limits, { now: at(ms), outcome, calls, paid, ...(since !== undefined && { since: at(since) }) }) };
    },
  };
}

describe('the gate of a connector', () => {
  it('gives places in line at the rate of the platform, and a place once given is kept', () => {
    const gate = gateOf();
    expect(gate.ask(0)).toEqual({ result: 'go', probe: false });
    const places = [1, 2, 3].map(() => gate.ask(0));
    expect(places.map((place) => place.result === 'wait' && place.slotAt?.getTime())).toEqual([at(100), at(200), at(300)].map(Number));
    expect(gate.ask(200, at(200))).toEqual({ result: 'go', probe: false });
    expect(gate.now.nextSlotAt).toEqual(at(400));
  });

  it('charges every request, not every piece of work', () => {
    const gate = gateOf();
    gate.ask(0);
    gate.tell(20, { result: 'worked' }, 4);
    expect(gate.now.nextSlotAt).toEqual(at(400));
  });

  it('keeps as many places for a piece of work as it makes requests, and charges only those beyond', () => {
    const gate = gateOf();
    expect(gate.ask(0, null, 0, 3)).toMatchObject({ result: 'go' });
    expect(gate.ask(0)).toMatchObject({ why: 'rate', slotAt: at(300) });
    gate.tell(20, { result: 'worked' }, 3, 3);
    expect(gate.now.nextSlotAt).toEqual(at(400));
    gate.tell(30, { result: 'worked' }, 5, 3);
    expect(gate.now.nextSlotAt).toEqual(at(600));
  });

  it('lets no more through at once than the platform bears', () => {
    const gate = gateOf();
    expect(gate.ask(0, null, 3)).toMatchObject({ result: 'wait', why: 'busy' });
    expect(gate.ask(0, null, 2)).toMatchObject({ result: 'go' });
  });

  it('keeps silence as long as the platform asks, then goes on one after the other, also for who had a place', () => {
    const gate = gateOf();
    gate.tell(0, { result: 'limited', retryAfterSeconds: 30 });
    expect(gate.now).toMatchObject({ state: 'closed', failures: 0, pausedUntil: at(30_000) });
    expect(gate.ask(50, at(40))).toMatchObject({ why: 'paused', slotAt: at(30_000) });
    expect(gate.ask(60)).toMatchObject({ why: 'paused', slotAt: at(30_100) });
    gate.tell(100, { result: 'limited', retryAfterSeconds: 5 });
    expect(gate.now.pausedUntil).toEqual(at(30_000));
    gate.tell(200, { ...failed, retryAfterSeconds: 5 });
    expect(gate.now.pausedUntil).toEqual(at(30_000));
    expect(gate.ask(30_000, at(30_000))).toMatchObject({ result: 'go' });
  });

  it('opens after so many failures in a row, and a success in between begins the count anew', () => {
    const gate = gateOf();
    for (const outcome of [failed, failed, { result: 'worked' } as const, failed, failed]) gate.tell(0, outcome);
    expect(gate.now).toMatchObject({ state: 'closed', failures: 2 });
    gate.tell(1_000, failed);
    expect(gate.now).toMatchObject({ state: 'open', reasonCode: 'cloud.unavailable', reasonDetail: '503', openedAt: at(1_000), probeAt: at(31_000) });
    expect(gate.ask(2_000)).toMatchObject({ result: 'wait', why: 'held', until: at(31_000) });
  });

  it('opens at once when our credentials are refused', () => {
    const gate = gateOf();
    gate.tell(0, refused);
    expect(gate.now).toMatchObject({ state: 'open', reasonCode: 'cloud.credentials_refused' });
  });

  it('lets one piece of work probe, the next one later each time, and comes back slowly after a success', () => {
    const gate = gateOf();
    for (const _ of [1, 2, 3]) gate.tell(0, failed);
    expect(gate.ask(30_000)).toEqual({ result: 'go', probe: true });
    expect(gate.ask(30_001)).toMatchObject({ why: 'held' });
    gate.tell(30_500, failed);
    expect(gate.now).toMatchObject({ state: 'open', probes: 1, probeAt: at(90_500) });
    expect(gate.ask(90_500)).toEqual({ result: 'go', probe: true });
    gate.tell(91_000, { result: 'worked' });
    expect(gate.now).toMatchObject({ state: 'closed', failures: 0, reasonCode: null, probes: 0 });
    expect([gate.ask(91_000).result, gate.ask(91_000), gate.ask(91_000)]).toEqual(['go', expect.objectContaining({ slotAt: at(91_400) }), expect.objectContaining({ slotAt: at(91_800) })]);
  });

  it('goes slower where the platform takes some and refuses some, and finds back little by little', () => {
    const gate = gateOf();
    const limited: Outcome = { result: 'limited', retryAfterSeconds: 0 };
    gate.tell(0, worked, 1, 1, 0);
    gate.tell(10, limited, 1, 1, 0);
    expect(gate.now).toMatchObject({ slowness: 1.25, answered: false });
    // Refused for the same crowd, and then everything refused: neither says that it is asked too fast.
    gate.tell(20, worked, 1, 1, 5);
    gate.tell(30, limited, 1, 1, 5);
    gate.tell(2_000, limited, 1, 1, 1_990);
    expect(gate.now.slowness).toBe(1.25);
    gate.tell(3_000, worked, 1, 1, 2_990);
    gate.tell(3_100, limited, 1, 1, 3_010);
    expect(gate.now.slowness).toBeCloseTo(1.25 * (1 + 0.25 * 2 ** (-3_090 / 45_000)), 6);
    const interval = (ms: number) => intervalMs(gate.now, limits, at(ms));
    expect(interval(3_100 + 45_000)).toBeCloseTo((1000 / limits.callsPerSecond) * (1 + ((gate.now.slowness ?? 1) - 1) / 2), 6);
    expect(interval(3_600_000)).toBeCloseTo(1000 / limits.callsPerSecond, 3);
  });

  it('finds the rate of a platform that takes a fifth of its limit, and is at most sixteen times slower', () => {
    const gate = gateOf();
    for (let second = 0; second < 60; second += 2) {
      gate.tell(second * 1_000, worked, 1, 1, second * 1_000);
      if (1000 / intervalMs(gate.now, limits, at(second * 1_000)) > limits.callsPerSecond / 5) gate.tell(second * 1_000 + 500, { result: 'limited', retryAfterSeconds: 1 }, 1, 1, second * 1_000 + 1);
    }
    expect(gate.now.slowness).toBeGreaterThan(5);
    expect(gate.now.slowness).toBeLessThan(6.5);
    for (let turn = 0; turn < 40; turn += 1) {
      gate.tell(60_000 + turn * 100, worked, 1, 1, 60_000 + turn * 100);
      gate.tell(60_050 + turn * 100, { result: 'limited', retryAfterSeconds: 1 }, 1, 1, 60_001 + turn * 100);
    }
    expect(gate.now.slowness).toBe(16);
  });

  it('takes what was under way when it opened for no probe', () => {
    const gate = gateOf();
    for (const _ of [1, 2, 3]) gate.tell(1_000, failed, 1, 1, 0);
    gate.tell(1_100, failed, 1, 1, 900);
    gate.tell(1_200, refused, 1, 1, 950);
    expect(gate.now).toMatchObject({ state: 'open', probes: 0, probeAt: at(31_000), reasonCode: 'cloud.unavailable' });
    gate.ask(31_000);
    gate.tell(31_500, failed, 1, 1, 31_000);
    expect(gate.now).toMatchObject({ probes: 1 });
  });

  it('does not wait for ever for a probe whose worker is gone', () => {
    const gate = gateOf();
    gate.tell(0, refused);
    expect(gate.ask(300_000)).toEqual({ result: 'go', probe: true });
    expect(gate.ask(360_000)).toEqual({ result: 'go', probe: true });
  });
});
