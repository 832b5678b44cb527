import { describeProblem, type ProblemCode } from '../problems.ts';
import { type Status, WAITING_FOR_FIRST } from '../subscribers/subscriber.ts';

export const steps = ['email', 'code', 'progress', 'done', 'problem', 'waiting', 'move'] as const;
export type Step = (typeof steps)[number];

const screens: Readonly<Record<Status, Step>> = {
  pending_email_input: 'email',
  pending_email_validation: 'code',
  pending_user_migration: 'move',
  provisioning: 'progress',
  updating: 'done',
  provisioned: 'done',
  error: 'problem',
};

/** The server's status decides the screen; the page never guesses. */
export const stepOf = ({ status, reason }: { status: Status; reason: string | null }): Step =>
  status === 'provisioning' && reason === WAITING_FOR_FIRST ? 'waiting' : screens[status];

/** A colleague as another may see them: the first name and the last name's initial; null where there is no name. */
export function shortNameOf({ firstName, lastName }: { firstName: string; lastName: string }): string | null {
  const [initial = ''] = lastName.trim();
  return [firstName.trim(), initial && `${initial}.`].filter(Boolean).join(' ') || null;
}

type Failed = { status: Status; email: string | null; emailConfirmedAt: Date | null; failures: number; errors: readonly { code: ProblemCode }[] };

/** Who said no, or said nothing, about moving an account may think again. */
const maybeAskedAgain: readonly ProblemCode[] = ['cloud.consent_refused', 'cloud.consent_timed_out'];

/** With the same address, as long as the tries last and another address is not what it takes. */
export function mayTryAgain({ status, emailConfirmedAt, failures, errors }: Failed, maxTries: number): boolean {
  const [error] = errors;
  const needsOtherAddress = error !== undefined && describeProblem(error.code).owner === 'user' && !maybeAskedAgain.includes(error.code);
  return status === 'error' && emailConfirmedAt !== null && !needsOtherAddress && failures <= maxTries;
}

/** Another address helps where the address is the trouble. */
export const mayChangeEmail = ({ status, errors }: Failed): boolean =>
  status === 'pending_user_migration' || (status === 'error' && errors.some((error) => describeProblem(error.code).owner === 'user'));

/**
 * How somebody who got stuck is reminded: by a fresh code where the mailbox is not proven, by a mail that only leads back to the page
 * where it is and the person can do something; null: not at all.
 */
export function reminderFor(subscriber: Failed, maxTries: number): 'code' | 'reminder' | null {
  const { status, email, emailConfirmedAt, errors } = subscriber;
  if (email === null) return null;
  if (status === 'pending_email_validation') return 'code';
  if (emailConfirmedAt === null) return null;
  if (status === 'pending_user_migration') return 'reminder';
  const isOthers = errors.some(({ code }) => describeProblem(code).owner === 'admin');
  return status === 'error' && !isOthers && (mayTryAgain(subscriber, maxTries) || mayChangeEmail(subscriber)) ? 'reminder' : null;
}
