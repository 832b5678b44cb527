import type { Activation } from '../api.ts';

const deadEnds = ['unreachable', 'link_unknown', 'link_withdrawn', 'nothing_waiting'] as const;

export type DeadEnd = (typeof deadEnds)[number];
export type Screen = 'loading' | 'sign_in' | DeadEnd | Activation['step'];

export type Situation = {
  isLoading: boolean;
  activation: Activation | null;
  /** the visitor asked to give another address while the server is further on */
  isChangingEmail: boolean;
  isUnreachable: boolean;
  linkProblem: 'link_unknown' | 'link_withdrawn' | null;
  isNothingWaiting: boolean;
};

/** The screen follows from what the server said; a living session counts for more than the link it came through. */
export function screenOf(now: Situation): Screen {
  if (now.isLoading) return 'loading';
  if (now.activation) return asksForEmail(now) ? 'email' : now.activation.step;
  if (now.isUnreachable) return 'unreachable';
  if (now.linkProblem) return now.linkProblem;
  return now.isNothingWaiting ? 'nothing_waiting' : 'sign_in';
}

function asksForEmail({ activation, isChangingEmail }: Situation): boolean {
  // Without a code to enter, only a mail to a newly given address leads on.
  if (activation?.step === 'code') return isChangingEmail || activation.code === null;
  return isChangingEmail && (activation?.step === 'move' || activation?.problem?.canChangeEmail === true);
}

/** The screen when it is one the visitor cannot go on from. */
export function deadEndIn(screen: Screen): DeadEnd | null {
  return deadEnds.find((one) => one === screen) ?? null;
}
