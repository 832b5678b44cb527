import { accessProblems } from './access-problems.ts';
import { activationProblems } from './activation-problems.ts';
import { cloudProblems } from './cloud-problems.ts';
import type { AddressRemark } from './mail/address-remarks.ts';
import { type ProblemEntry, type ProblemKind, type ProblemTraits, traitsOf } from './problem-entry.ts';
import { scimProblems } from './scim-problems.ts';

export type { FailureClass, Owner, ProblemKind } from './problem-entry.ts';

/**
 * The registry: every refusal and every failure this product can tell of, with who can mend it and what helps. There is no second
 * table; status, class, owner and next action of a code that says nothing of them follow from its kind (problem-entry.ts).
 * Codes are never renamed, only added.
 */
export const problems = {
  'request.invalid': { kind: 'invalid', title: 'The request does not fit the documented shape.', errorCode: 900020, user: 'text' },
  'request.missing_field': { kind: 'invalid', title: 'A required field is missing.', errorCode: 1001 },
  'request.size': { kind: 'invalid', title: 'A field is longer, shorter, larger or smaller than allowed.', errorCode: 1002 },
  'request.not_found': { kind: 'absent', title: 'There is nothing at this address.' },
  'request.unsupported_media_type': { kind: 'unsupported', title: 'Send the body as application/json.' },
  'request.method_not_allowed': { kind: 'wrong_method', title: 'This address does not take this method. The header Allow names those it takes.' },
  'request.cursor_invalid': { kind: 'invalid', title: 'This cursor belongs to another list. Start again at the first page.', errorCode: 900026, owner: 'nobody', action: 'read_again' },
  'request.key_invalid': { kind: 'invalid', title: 'Idempotency-Key takes 1 to 255 printable characters, in quotes or without blanks.' },
  'request.in_progress': { kind: 'conflict', title: 'The same request is being worked on. Ask again in a moment.', owner: 'nobody', retryable: true, action: 'wait' },
  'request.key_reused': { kind: 'mismatch', title: 'This Idempotency-Key was used for another request. Choose a new one.' },
  'request.too_many': { kind: 'too_many', title: 'This program has asked too often. `retryAfterSeconds` tells how long to wait.' },
  'request.version_outdated': { kind: 'outdated', title: 'It was changed since you read it. Read it again first.' },
  'request.version_missing': { kind: 'unconditional', title: 'Say in If-Match which version you read, so that nobody\'s change is lost.' },
  'request.key_missing': { kind: 'invalid', title: 'Send an Idempotency-Key: any text of yours that names what is to be done once, the same on every attempt.' },
  'request.body_too_large': { kind: 'too_large', title: 'The body is larger than this address takes. Send less at once, or in several parts.' },
  'request.address_too_long': { kind: 'address_too_long', title: 'A part of this address is longer than any id. Check how the address was put together.' },
  'request.head_too_large': { kind: 'head_too_large', title: 'Address and headers together are larger than 16 kB. Send fewer or shorter ones, and what is long in the body.' },
  'request.too_slow': { kind: 'too_slow', title: 'The request did not come whole in time. Send it again.' },
  'request.failed': { kind: 'bug', title: 'Something went wrong on our side. Try again, and tell us the request id if it stays.', user: 'text' },

  'service.unavailable': { kind: 'unavailable', title: 'The service is not ready. Try again in a moment.', user: 'text' },

  'mail.report_unknown': { kind: 'absent', title: 'This return address belongs to no mail of ours.', owner: 'integrator' },
  'mail.report_early': { kind: 'conflict', title: 'This mail is still being sent. Report again in a minute.', owner: 'nobody', retryable: true, action: 'wait' },
  'mail.block_unusable': { kind: 'invalid', title: 'This link does not belong to this address, or is older than 7 days. Nothing was changed.', owner: 'user', user: 'text' },

  'portal_address.taken': { kind: 'conflict', title: 'Another provider uses this host name.', action: 'correct_input' },

  'cluster.not_found': { kind: 'absent', title: 'There is no such cluster.' },
  'cluster.in_use': { kind: 'conflict', title: 'Templates still use this cluster. Delete them or choose another cluster there first.', action: 'clear_the_way' },
  'cluster.unreachable': { kind: 'invalid', title: 'The XSI-Actions address of this cluster does not answer. Check the cluster first.', action: 'correct_settings' },

  'connector.not_found': { kind: 'absent', title: 'There is no such connector.' },
  'connector.in_use': { kind: 'conflict', title: 'Templates still use this connector. Choose another connector there first.', action: 'clear_the_way' },

  'template.not_found': { kind: 'absent', title: 'There is no such template.' },
  'template.in_use': { kind: 'conflict', title: 'Users of this template are not finished, or a customer is bound to it. Delete or move them first.', action: 'clear_the_way' },
  'template.name_taken': { kind: 'conflict', title: 'Another template has this name.', action: 'correct_input' },
  'template.account_unusable': { kind: 'invalid', title: 'BroadWorks cannot hold this account name or password (80 and 20 characters at most).' },
  'template.changed_meanwhile': { kind: 'conflict', title: 'Somebody else changed this template meanwhile. Read it again first.' },
  'template.logo_unusable': { kind: 'invalid', title: 'The logo must be a PNG or SVG of at most 100 kB.' },
  'template.accent_unreadable': { kind: 'invalid', title: 'This accent colour is too light: nobody could read white text on it. `suggestion` is the nearest that works.' },
  'template.other_cluster': { kind: 'conflict', title: 'The template belongs to another cluster, and a user id lives in its cluster.', action: 'correct_input' },

  'customer.not_found': { kind: 'absent', title: 'There is no such customer.' },
  'customer.other_template': { kind: 'conflict', title: 'This customer is bound to another template.', errorCode: 200040 },
  'customer.users_stay_behind': { kind: 'conflict', title: 'Other users of this customer would stay with their template. A customer has one template: move all its users together.', action: 'clear_the_way' },

  'subscriber.not_found': { kind: 'absent', title: 'There is no such user.' },
  'subscriber.user_id_taken': { kind: 'conflict', title: 'This BroadWorks user id exists already.', errorCode: 10022, action: 'correct_input' },
  'subscriber.action_not_allowed': { kind: 'conflict', title: 'The user\'s status does not allow this now. Reload to see the current status.', errorCode: 900024 },
  'subscriber.user_id_unsettled': { kind: 'conflict', title: 'The last change of the user id did not end well, and the account may stand under either. Retry the activation, then change it again.', errorCode: 900022, action: 'clear_the_way' },
  'subscriber.email_invalid': { kind: 'invalid', title: 'This is not a usable e-mail address.', errorCode: 900023, action: 'other_email' },
  'subscriber.email_in_use': { kind: 'conflict', title: 'Another user has this e-mail address.', errorCode: 200042, action: 'other_email' },
  'subscriber.number_or_extension_required': { kind: 'invalid', title: 'A phone number or an extension must remain.', errorCode: 900025 },
  'subscriber.same_template': { kind: 'conflict', title: 'The user has this template already.', action: 'correct_input' },
  'subscriber.bound_to_cloud': { kind: 'conflict', title: 'Work for this user was begun in the cloud platform of the present template. Delete the user instead, and hand it over again.', action: 'clear_the_way' },

  'published.no_billing_report': { kind: 'absent', title: 'There is no such billing report: this service makes none.', errorCode: 2024, owner: 'integrator' },
  'published.no_directory_sync': { kind: 'wrong_method', title: 'Directory sync cannot be switched or started here: this service keeps no directory of phone users.', errorCode: 900021 },

  'saved_view.not_found': { kind: 'absent', title: 'There is no such view.' },
  'saved_view.name_taken': { kind: 'conflict', title: 'You have a view of this name already.', action: 'correct_input' },
  'saved_view.too_many': { kind: 'conflict', title: 'You have a hundred views already. Delete one first.', action: 'clear_the_way' },

  'export.not_found': { kind: 'absent', title: 'There is no such export, or it was deleted.' },
  'export.not_ready': { kind: 'conflict', title: 'The file is not finished yet.', owner: 'nobody', retryable: true, action: 'wait' },
  'export.too_many': { kind: 'conflict', title: 'Three of your exports are being made already. Wait until one is finished.', owner: 'nobody', retryable: true, action: 'wait' },

  'bulk_operation.not_found': { kind: 'absent', title: 'There is no such bulk operation.' },
  'bulk_operation.state_not_allowed': { kind: 'conflict', title: 'The bulk operation has gone on meanwhile and does not allow this now.' },
  'bulk_operation.nobody': { kind: 'conflict', title: 'Nobody of those chosen can be acted on this way.', action: 'correct_input' },
  'bulk_operation.confirmation_needed': { kind: 'conflict', title: 'So many users need their number in `confirm`. A dry run or the preview tells it.', action: 'correct_input' },
  'bulk_operation.count_changed': { kind: 'conflict', title: 'The number of users has changed since the dry run. Look again before you go on.' },

  'events.too_old': { kind: 'gone', title: 'The feed does not go back that far. Read the present state, then go on after the number in `suggestion`.', owner: 'integrator', action: 'read_again' },
  'events.too_many_waiting': { kind: 'too_many', title: 'Too many calls wait for events. Ask again in a moment, or let fewer wait at once.' },

  'webhook.not_found': { kind: 'absent', title: 'There is no such webhook.' },
  'webhook.delivery_not_found': { kind: 'absent', title: 'There is no such delivery, or it is older than 30 days.' },
  'webhook.too_many': { kind: 'conflict', title: 'There are fifty webhooks already. Delete one first.', action: 'clear_the_way' },
  'webhook.disabled': { kind: 'conflict', title: 'This webhook is disabled. Enable it first.', action: 'clear_the_way' },
  'webhook.replay_running': { kind: 'conflict', title: 'Events are being sent once more already. Wait until that is done.', action: 'wait' },

  'import.unreadable': { kind: 'invalid', title: 'The file is not readable as CSV.' },
  'import.columns_missing': { kind: 'invalid', title: 'The first row must name the columns userId and email.' },
  'import.no_rows': { kind: 'invalid', title: 'The file has no rows below its header.' },
  'import.too_many_rows': { kind: 'invalid', title: 'The file has more than 50,000 rows. Split it.' },

  'adapter.refused': { kind: 'signed_out', title: 'Account or password does not match the template.', action: 'correct_settings' },
  'adapter.off': { kind: 'conflict', title: 'Users of this template activate themselves, so nobody is handed over.', action: 'correct_settings' },
  'adapter.withdrawn': { kind: 'gone', title: 'The template behind this address was deleted.', action: 'correct_settings' },

  ...accessProblems,
  ...activationProblems,
  ...scimProblems,
  ...cloudProblems,
} as const satisfies Record<string, ProblemEntry>;

export type ProblemCode = keyof typeof problems;

/** Facts for the answer: which field, how long to wait, what to quote to support. */
export type ProblemFacts = {
  detail?: string;
  /** `errorCode` is shown on the published surface alone: a number the cloud platform gave. */
  errors?: { pointer: string; message: string; errorCode?: number }[];
  retryAfterSeconds?: number;
  triesLeft?: number;
  /** What is unusual about an address. */
  remarks?: AddressRemark[];
  reference?: string;
  /** How many stand in the way. */
  count?: number;
  /** What would be taken instead. */
  suggestion?: string;
};

export class Problem extends Error {
  readonly code: ProblemCode;
  readonly kind: ProblemKind;
  readonly facts: ProblemFacts;

  constructor(code: ProblemCode, facts: ProblemFacts = {}) {
    super(`${code}: ${facts.detail ?? problems[code].title}`);
    this.code = code;
    this.kind = problems[code].kind;
    this.facts = facts;
  }
}

/** The one way to refuse: `throw problem('subscriber.not_found')`. */
export const problem = (code: ProblemCode, facts: ProblemFacts = {}): Problem => new Problem(code, facts);

const entryOf = (code: ProblemCode): ProblemEntry => problems[code];

/** The original product's number for a code, or ours from 900000; null where a code needs none. */
export const errorCodeOf = (code: ProblemCode): number | null => entryOf(code).errorCode ?? null;

/** Class, owner, retryable, next action and whether users meet it. */
export const describeProblem = (code: ProblemCode): ProblemTraits => traitsOf(code, entryOf(code));

export const problemCodes = Object.keys(problems).filter((code): code is ProblemCode => code in problems);

/** What a cloud platform means by a number of the original product; undefined for a number nobody knows. */
export const cloudProblemOf = (number: number): ProblemCode | undefined =>
  problemCodes.find((code) => code in cloudProblems && [entryOf(code).errorCode, ...(entryOf(code).alsoNumbers ?? [])].includes(number));
