import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Action, actions, allowedActions, next, type Status, statusAfter, statusesBefore, type SubscriberEvent, statuses, subscriberEvents, transitions, WAITING_FOR_FIRST } from './subscriber.ts';

const starts: readonly Status[] = ['pending_email_input', 'provisioning'];
/** What only an admin can do; everything else comes from the user or from the work itself. */
const adminEvents: readonly SubscriberEvent[] = ['email_vouched', 'change_requested'];

/** The fewest admin acts on any way to `provisioned`. */
function adminActsToProvisioned(from: Status): number {
  const cheapest = new Map<Status, number>([[from, 0]]);
  const open: Status[] = [from];
  for (let status = open.shift(); status !== undefined; status = open.shift()) {
    const soFar = cheapest.get(status) ?? 0;
    for (const event of subscriberEvents) {
      const to = next(status, event);
      const cost = soFar + (adminEvents.includes(event) ? 1 : 0);
      if (to === null || cost >= (cheapest.get(to) ?? Infinity)) continue;
      cheapest.set(to, cost);
      open.push(to);
    }
  }
  return cheapest.get('provisioned') ?? Infinity;
}

/** The user's code as the rules treat it: five tries each, a new one after every mail. */
type Model = { status: Status; triesLeft: number };
type Happening = SubscriberEvent | 'wrong_code' | 'new_mail';

function happen({ status, triesLeft }: Model, what: Happening): Model {
  if (what === 'wrong_code') return { status, triesLeft: Math.max(0, triesLeft - 1) };
  if (what === 'new_mail') return { status, triesLeft: 5 };
  if (what === 'email_proven' && triesLeft === 0) return { status, triesLeft };
  const to = next(status, what);
  if (to === null) return { status, triesLeft };
  return { status: to, triesLeft: what === 'email_submitted' ? 5 : triesLeft };
}

describe('the status machine', () => {
  const histories = fc.tuple(fc.constantFrom(...starts), fc.array(fc.constantFrom<Happening>(...subscriberEvents, 'wrong_code', 'new_mail'), { maxLength: 40 }));

  it('reaches every status from a hand-over', () => {
    const reached = new Set<Status>(starts);
    for (const status of reached) for (const event of subscriberEvents) reached.add(next(status, event) ?? status);
    expect([...reached].sort()).toEqual([...statuses].sort());
  });

  it('leads from wherever it got to `provisioned` with at most one admin act', () => {
    fc.assert(
      fc.property(histories, ([start, happenings]) => {
        const { status } = happenings.reduce(happen, { status: start, triesLeft: 5 });
        return adminActsToProvisioned(status) <= 1;
      }),
      { numRuns: 2_000 },
    );
  });

  it('needs no admin at all as long as the work downstream succeeds', () => {
    for (const status of statuses) expect([status, adminActsToProvisioned(status)]).toEqual([status, 0]);
  });

  it('is ended by no number of wrong codes: a new mail and the right code always go on', () => {
    fc.assert(
      fc.property(fc.nat({ max: 500 }), fc.array(fc.constantFrom<Happening>('wrong_code', 'new_mail', 'email_submitted'), { maxLength: 60 }), (wrong, mixed) => {
        const tired = [...mixed, ...Array<Happening>(wrong).fill('wrong_code')].reduce(happen, { status: 'pending_email_validation', triesLeft: 5 });
        expect(tired.status).toBe('pending_email_validation');
        expect(happen(happen(tired, 'new_mail'), 'email_proven').status).toBe('provisioning');
      }),
    );
  });

  it('names for every event where it starts and the one status it leads to', () => {
    for (const event of subscriberEvents) {
      expect(statusesBefore(event).length).toBeGreaterThan(0);
      for (const status of statusesBefore(event)) expect(next(status, event)).toBe(statusAfter(event));
      for (const status of statuses.filter((status) => !statusesBefore(event).includes(status))) expect(next(status, event)).toBeNull();
    }
  });

  it('is what status.mermaid draws, no arrow more and none less', () => {
    const drawing = readFileSync(new URL('./status.mermaid', import.meta.url), 'utf8');
    expect(drawing).toMatch(/^stateDiagram-v2$/m);
    const arrows = [...drawing.matchAll(/^ *(\S+) --> (\S+): (.+)$/gm)].map(([, from, to, event]) => `${from} --${event}--> ${to}`);
    const drawn = arrows.filter((arrow) => !arrow.startsWith('[*]'));
    const coded = statuses.flatMap((from) => Object.entries(transitions[from]).map(([event, to]) => `${from} --${event}--> ${to}`));
    expect(drawn.sort()).toEqual(coded.sort());
    expect(new Set(arrows).size).toBe(arrows.length);
    expect(arrows.filter((arrow) => arrow.startsWith('[*]')).map((arrow) => arrow.split('--> ')[1]).sort()).toEqual([...starts].sort());
    expect(drawing.match(/-->/g)).toHaveLength(arrows.length);
  });
});

describe('what an admin may do', () => {
  const now = new Date('2026-05-04T12:00:00Z');
  const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  const pending: Action[] = ['retry_activation', 'change_package', 'delete', 'invite'];
  /** Nothing of theirs stands in the cloud yet, so another template may still take them. */
  const early: Action[] = [...pending, 'move_template'];
  const table: [Status, withError: boolean, minutes: number, Action[]][] = [
    ['pending_email_input', false, 1, early],
    ['pending_email_input', true, 1, [...early, 'copy_error_text']],
    ['pending_email_validation', false, 1, [...early, 'resend_mail']],
    ['pending_email_validation', true, 1, [...early, 'resend_mail', 'copy_error_text']],
    ['pending_user_migration', false, 1, [...pending, 'resend_mail']],
    ['pending_user_migration', true, 1, [...pending, 'resend_mail', 'copy_error_text']],
    ['provisioning', false, 30, []],
    ['provisioning', true, 30, []],
    ['provisioning', false, 31, ['delete']],
    ['updating', false, 30, []],
    ['updating', false, 31, ['delete']],
    ['provisioned', false, 1, ['change_package', 'delete']],
    ['provisioned', false, 10_000, ['change_package', 'delete']],
    ['provisioned', true, 1, ['change_package', 'delete', 'copy_error_text']],
    ['error', true, 1, [...early, 'copy_error_text']],
  ];

  it.each(table)('in %s (with an error: %s, for %i minutes): %j', (status, withError, minutes, expected) => {
    const subscriber = { status, errors: withError ? [{}] : [], lastStatusChange: minutesAgo(minutes), removing: false };
    expect(allowedActions(subscriber, now).sort()).toEqual([...expected].sort());
    expect(allowedActions({ ...subscriber, removing: true }, now)).toEqual([]);
  });

  it('covers every status and every action', () => {
    expect(new Set(table.map(([status]) => status))).toEqual(new Set(statuses));
    expect(new Set<Action>([...table.flatMap(([, , , allowed]) => allowed), 'go_first'])).toEqual(new Set(actions));
  });

  it('lets work that waits for the first administrator be given up or go first, however long it has waited', () => {
    for (const minutes of [1, 10_000]) {
      const waiting = { status: 'provisioning', reason: WAITING_FOR_FIRST, errors: [], lastStatusChange: minutesAgo(minutes), removing: false } as const;
      expect(allowedActions(waiting, now)).toEqual(['go_first', 'delete']);
    }
  });
});
