import { type NextAction, nextActions } from '../problem-entry.ts';
import { describeProblem, type ProblemCode, problems } from '../problems.ts';
import type { Obstacle, RowError } from './bulk-operation.ts';

/** What one word says of a user or a row, what helps, and the registry's name for that. Where nothing is to be done, nothing helps. */
type Word = { text: string; action: NextAction; nextStep: string } | { text: string; action: null };

const words: Record<Obstacle | RowError, Word> = {
  not_found: { text: 'There is no such user any more, or you may not see it.', action: 'check_address', nextStep: 'Check the user id, or ask somebody who may see the user.' },
  running: { text: 'Work for this user is running.', action: 'wait', nextStep: 'Wait until it has ended, then do it again.' },
  provisioned: { text: 'The user is provisioned already.', action: null },
  removing: { text: 'The user is being deleted.', action: null },
  not_waiting_for_code: { text: 'The user is not waiting for a code.', action: 'read_again', nextStep: 'Look at the status of the user: another action may fit.' },
  no_email: { text: 'The user has no e-mail address.', action: 'other_email', nextStep: 'Retry the activation with an address.' },
  same_package: { text: 'The user has this package already.', action: null },
  same_template: { text: 'The user has this template already.', action: null },
  other_cluster: { text: 'The template belongs to another cluster.', action: 'correct_input', nextStep: 'Choose a template of the cluster of the user.' },
  other_cloud: { text: 'Work for this user was begun in another cloud platform.', action: 'clear_the_way', nextStep: 'Delete the user and hand it over again.' },
  users_stay_behind: { text: 'Other users of this customer would stay with their template.', action: 'clear_the_way', nextStep: 'Move all users of the customer together.' },
  already_done: { text: 'The user has this address already.', action: null },
  user_id_missing: { text: 'The row has no user id.', action: 'correct_input', nextStep: 'Fill in the column userId.' },
  email_missing: { text: 'The row has no e-mail address.', action: 'correct_input', nextStep: 'Fill in the column email.' },
  email_invalid: { text: 'This is not a usable e-mail address.', action: 'correct_input', nextStep: 'Correct it.' },
  email_in_use: { text: 'Another user has confirmed this e-mail address.', action: 'other_email', nextStep: 'Use another one.' },
  user_unknown: { text: 'There is no user with this id, or you may not see it.', action: 'correct_input', nextStep: 'Check the user id.' },
  user_ambiguous: { text: 'Users on several clusters have this id.', action: 'correct_input', nextStep: 'Retry this user from the list.' },
  user_repeated: { text: 'The same user stands in an earlier row.', action: 'correct_input', nextStep: 'Keep one of the rows.' },
  email_repeated: { text: 'The same address stands in an earlier row.', action: 'correct_input', nextStep: 'Give every user an address of their own.' },
};

/** What a code means and what helps, for the file an admin downloads; empty where there is nothing to say or to do. */
export function wordsFor(code: string | null): { text: string; nextStep: string } {
  if (code === null) return { text: '', nextStep: '' };
  const word = wordOf(code);
  if (word) return { text: word.text, nextStep: word.action ? word.nextStep : '' };
  return isProblem(code) ? { text: problems[code].title, nextStep: nextActions[describeProblem(code).action] } : { text: code, nextStep: '' };
}

/** What helps whoever a code was given for; null where nothing needs to be done. */
export function actionFor(code: string | null): NextAction | null {
  if (code === null) return null;
  const word = wordOf(code);
  if (word) return word.action;
  return isProblem(code) ? describeProblem(code).action : null;
}

const known: Readonly<Record<string, Word>> = words;
const wordOf = (code: string): Word | undefined => (Object.hasOwn(words, code) ? known[code] : undefined);
const isProblem = (code: string): code is ProblemCode => code in problems;
