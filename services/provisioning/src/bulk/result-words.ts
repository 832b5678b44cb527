import { problems } from '../problems.ts';
import type { Obstacle, RowError } from './bulk-operation.ts';

const words: Record<Obstacle | RowError, string> = {
  not_found: 'There is no such user any more, or you may not see it.',
  running: 'Work for this user is running. Wait until it has ended.',
  provisioned: 'The user is provisioned already.',
  removing: 'The user is being deleted.',
  not_waiting_for_code: 'The user is not waiting for a code.',
  no_email: 'The user has no e-mail address. Give one.',
  same_package: 'The user has this package already.',
  same_template: 'The user has this template already.',
  other_cluster: 'The template belongs to another cluster.',
  other_cloud: 'Work for this user was begun in another cloud platform. Delete the user and hand it over again.',
  users_stay_behind: 'Other users of this customer would stay with their template. Move all its users together.',
  already_done: 'The user has this address already.',
  user_id_missing: 'The row has no user id. Fill in the column userId.',
  email_missing: 'The row has no e-mail address. Fill in the column email.',
  email_invalid: 'This is not a usable e-mail address. Correct it.',
  email_in_use: 'Another user has confirmed this e-mail address. Use another one.',
  user_unknown: 'There is no user with this id, or you may not see it. Check the user id.',
  user_ambiguous: 'Users on several clusters have this id. Retry this user from the list.',
  user_repeated: 'The same user stands in an earlier row. Keep one of the rows.',
  email_repeated: 'The same address stands in an earlier row. Give every user an address of their own.',
};

/** What a code means, for the file an admin downloads. */
export function wordsFor(code: string | null): string {
  const known: Record<string, string> = words;
  const refusals: Record<string, { title: string }> = problems;
  return code === null ? '' : (known[code] ?? refusals[code]?.title ?? code);
}
