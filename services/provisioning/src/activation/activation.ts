import { ownerOf } from '../provisioning/failure.ts';
import type { ProblemCode } from '../problems.ts';
import type { Status } from '../subscribers/subscriber.ts';

export const steps = ['email', 'code', 'progress', 'done', 'problem'] as const;
export type Step = (typeof steps)[number];

/** The server's status decides the screen; the page never guesses. */
export const stepOf: Readonly<Record<Status, Step>> = {
  pending_email_input: 'email',
  pending_email_validation: 'code',
  pending_user_migration: 'problem',
  provisioning: 'progress',
  updating: 'done',
  provisioned: 'done',
  error: 'problem',
};

type Failed = { status: Status; email: string | null; emailConfirmedAt: Date | null; failures: number; errors: readonly { code: ProblemCode }[] };

/** With the same address, as long as the tries last and another address is not what it takes. */
export function mayTryAgain({ status, emailConfirmedAt, failures, errors }: Failed, maxTries: number): boolean {
  const [error] = errors;
  const needsOtherAddress = error !== undefined && ownerOf(error.code) === 'user';
  return status === 'error' && emailConfirmedAt !== null && !needsOtherAddress && failures <= maxTries;
}

/** Another address helps where the address is the trouble. */
export const mayChangeEmail = ({ status, errors }: Failed): boolean =>
  status === 'pending_user_migration' || (status === 'error' && errors.some((error) => ownerOf(error.code) === 'user'));
