import { cloudProblems } from './cloud-problems.ts';
import type { AddressRemark } from './mail/address-remarks.ts';

/** What sort of refusal a problem is. http/error-handler.ts turns the sort into a status; nothing else does. */
export type ProblemKind =
  | 'invalid'
  | 'signed_out'
  | 'forbidden'
  | 'absent'
  | 'gone'
  | 'conflict'
  | 'locked'
  | 'too_many'
  | 'unavailable'
  | 'unsupported'
  | 'bug';

export type ProblemEntry = { kind: ProblemKind; title: string; errorCode?: number };

/**
 * Every refusal this product can give. Codes are never renamed, only added.
 * `errorCode` is the number the original product uses for the same thing; numbers from 900000 are ours.
 */
export const problems = {
  'request.invalid': { kind: 'invalid', title: 'The request does not fit the documented shape.', errorCode: 1002 },
  'request.missing_field': { kind: 'invalid', title: 'A required field is missing.', errorCode: 1001 },
  'request.not_found': { kind: 'absent', title: 'There is nothing at this address.' },
  'request.unsupported_media_type': { kind: 'unsupported', title: 'Send the body as application/json.' },
  'request.cursor_invalid': { kind: 'invalid', title: 'This cursor belongs to another list. Start again at the first page.' },
  'request.failed': { kind: 'bug', title: 'Something went wrong on our side. Try again, and tell us the request id if it stays.' },
  'service.unavailable': { kind: 'unavailable', title: 'The service is not ready. Try again in a moment.' },

  'access.signed_out': { kind: 'signed_out', title: 'Sign in first.' },
  'access.sign_in_refused': { kind: 'signed_out', title: 'E-mail address or password is not right.' },
  'access.forbidden': { kind: 'forbidden', title: 'Your role does not allow this.' },
  'access.cross_site': { kind: 'forbidden', title: 'This request did not come from our own pages.' },
  'mail.report_unknown': { kind: 'absent', title: 'This return address belongs to no mail of ours.' },
  'mail.report_early': { kind: 'conflict', title: 'This mail is still being sent. Report again in a minute.' },
  'mail.block_unusable': { kind: 'invalid', title: 'This link does not belong to this address, or is older than 7 days. Nothing was changed.' },

  'access.too_many_attempts': { kind: 'too_many', title: 'Too many attempts. Wait a little and try again.' },

  'access.local_accounts_off': { kind: 'forbidden', title: 'Passwords are switched off here. Sign in through your organization.' },

  'identity_provider.not_found': { kind: 'absent', title: 'There is no such identity provider.' },
  'identity_provider.issuer_taken': { kind: 'conflict', title: 'This issuer and client id are configured already.' },
  'identity_provider.too_many': { kind: 'conflict', title: 'No more identity providers can be added. Delete one first.' },
  'identity_provider.only_way_in': { kind: 'conflict', title: 'No owner could sign in any more. Make sure that one can sign in another way first.' },
  'sign_in.owner_needed': { kind: 'conflict', title: 'An owner must have signed in through the identity provider first, or nobody could come back.' },
  'portal_address.taken': { kind: 'conflict', title: 'Another provider uses this host name.' },
  'oidc.not_configured': { kind: 'absent', title: 'This way to sign in does not exist or is switched off.' },
  'oidc.unreachable': { kind: 'unavailable', title: 'Your organization\'s sign-in does not answer. Try again in a moment.' },
  'oidc.misconfigured': { kind: 'conflict', title: 'Your organization\'s sign-in does not accept this service. Its administrator must check the settings.' },
  'oidc.cancelled': { kind: 'signed_out', title: 'The sign-in was not finished at your organization.' },
  'oidc.answer_invalid': { kind: 'invalid', title: 'The answer of your organization\'s sign-in could not be trusted.' },
  'oidc.other_browser': { kind: 'invalid', title: 'This sign-in was begun in another browser, or too long ago. Begin again.' },
  'oidc.other_sign_in': { kind: 'invalid', title: 'This answer belongs to another sign-in. Begin again.' },
  'oidc.already_used': { kind: 'conflict', title: 'This answer was used already. Begin again.' },
  'oidc.expired': { kind: 'gone', title: 'The sign-in took too long. Begin again.' },
  'oidc.email_unverified': { kind: 'forbidden', title: 'Your organization does not vouch for your e-mail address.' },
  'oidc.email_domain_refused': { kind: 'forbidden', title: 'Addresses of this domain may not sign in here.' },
  'oidc.not_invited': { kind: 'forbidden', title: 'You are signed in at your organization, but nobody has given you access here.' },
  'oidc.no_role': { kind: 'forbidden', title: 'None of your groups gives access here any more.' },
  'oidc.other_subject': { kind: 'forbidden', title: 'This address belongs to an admin who signs in with another account.' },
  'oidc.admin_disabled': { kind: 'forbidden', title: 'Your access was switched off.' },

  'setup.done': { kind: 'gone', title: 'This server is set up already. Sign in instead.' },
  'setup.link_unknown': { kind: 'absent', title: 'This set-up link is not known or too old. Start the api again: it prints a new one.' },

  'cluster.not_found': { kind: 'absent', title: 'There is no such cluster.' },
  'cluster.in_use': { kind: 'conflict', title: 'Templates still use this cluster. Delete them or choose another cluster there first.' },
  'cluster.unreachable': { kind: 'invalid', title: 'The XSI-Actions address of this cluster does not answer. Check the cluster first.' },
  'connector.not_found': { kind: 'absent', title: 'There is no such connector.' },
  'connector.in_use': { kind: 'conflict', title: 'Templates still use this connector. Choose another connector there first.' },
  'template.not_found': { kind: 'absent', title: 'There is no such template.' },
  'template.in_use': { kind: 'conflict', title: 'Users of this template are not finished, or a customer is bound to it. Delete or move them first.' },
  'template.name_taken': { kind: 'conflict', title: 'Another template has this name.' },
  'template.account_unusable': { kind: 'invalid', title: 'BroadWorks cannot hold this account name or password (80 and 20 characters at most).' },
  'template.changed_meanwhile': { kind: 'conflict', title: 'Somebody else changed this template meanwhile. Read it again first.' },
  'template.logo_unusable': { kind: 'invalid', title: 'The logo must be a PNG or SVG of at most 100 kB.' },
  'template.accent_unreadable': { kind: 'invalid', title: 'This accent colour is too light: nobody could read white text on it. `suggestion` is the nearest that works.' },
  'template.other_cluster': { kind: 'conflict', title: 'The template belongs to another cluster, and a user id lives in its cluster.' },
  'customer.not_found': { kind: 'absent', title: 'There is no such customer.' },
  'customer.other_template': { kind: 'conflict', title: 'This customer is bound to another template.', errorCode: 200040 },
  'customer.users_stay_behind': { kind: 'conflict', title: 'Other users of this customer would stay with their template. A customer has one template: move all its users together.' },
  'admin.not_found': { kind: 'absent', title: 'There is no such admin.' },
  'admin.email_taken': { kind: 'conflict', title: 'An admin with this e-mail address exists already.' },
  'admin.last_owner': { kind: 'conflict', title: 'This is the last owner who can sign in. Make somebody else an owner who can sign in first.' },
  'admin.yourself': { kind: 'conflict', title: 'Nobody changes the own role or ends the own account. Ask another owner.' },
  'admin.changed_meanwhile': { kind: 'conflict', title: 'Somebody else changed this admin meanwhile. Read it again first.' },
  'admin.not_invited': { kind: 'conflict', title: 'This admin has accepted the invitation already.' },
  'admin.not_active': { kind: 'conflict', title: 'This admin has not accepted the invitation yet.' },
  'admin.password_wrong': { kind: 'invalid', title: 'The present password is not right.' },
  'admin.password_weak': { kind: 'invalid', title: 'This password is too easy to guess.' },
  'admin.link_unusable': { kind: 'gone', title: 'This link was used, withdrawn or is too old. Ask for a new one.' },
  'admin.session_not_found': { kind: 'absent', title: 'This session has ended already.' },
  'api_client.not_found': { kind: 'absent', title: 'There is no such API client.' },

  'subscriber.not_found': { kind: 'absent', title: 'There is no such user.' },
  'subscriber.user_id_taken': { kind: 'conflict', title: 'This BroadWorks user id exists already.', errorCode: 10022 },
  'subscriber.action_not_allowed': { kind: 'conflict', title: 'The user\'s status does not allow this now. Reload to see the current status.' },
  'subscriber.email_invalid': { kind: 'invalid', title: 'This is not a usable e-mail address.' },
  'subscriber.email_in_use': { kind: 'conflict', title: 'Another user has this e-mail address.', errorCode: 200042 },
  'saved_view.not_found': { kind: 'absent', title: 'There is no such view.' },
  'saved_view.name_taken': { kind: 'conflict', title: 'You have a view of this name already.' },
  'saved_view.too_many': { kind: 'conflict', title: 'You have a hundred views already. Delete one first.' },
  'subscriber.number_or_extension_required': { kind: 'invalid', title: 'A phone number or an extension must remain.' },
  'subscriber.same_template': { kind: 'conflict', title: 'The user has this template already.' },
  'subscriber.bound_to_cloud': { kind: 'conflict', title: 'Work for this user was begun in the cloud platform of the present template. Delete the user instead, and hand it over again.' },

  'export.not_found': { kind: 'absent', title: 'There is no such export, or it was deleted.' },
  'export.not_ready': { kind: 'conflict', title: 'The file is not finished yet.' },
  'export.too_many': { kind: 'conflict', title: 'Three of your exports are being made already. Wait until one is finished.' },
  'bulk_operation.not_found': { kind: 'absent', title: 'There is no such bulk operation.' },
  'bulk_operation.state_not_allowed': { kind: 'conflict', title: 'The bulk operation has gone on meanwhile and does not allow this now.' },
  'bulk_operation.nobody': { kind: 'conflict', title: 'Nobody of those chosen can be acted on this way.' },
  'bulk_operation.confirmation_needed': { kind: 'conflict', title: 'So many users need their number in `confirm`. A dry run or the preview tells it.' },
  'bulk_operation.count_changed': { kind: 'conflict', title: 'The number of users has changed since the dry run. Look again before you go on.' },

  'import.unreadable': { kind: 'invalid', title: 'The file is not readable as CSV.' },
  'import.columns_missing': { kind: 'invalid', title: 'The first row must name the columns userId and email.' },
  'import.no_rows': { kind: 'invalid', title: 'The file has no rows below its header.' },
  'import.too_many_rows': { kind: 'invalid', title: 'The file has more than 50,000 rows. Split it.' },

  'adapter.refused': { kind: 'signed_out', title: 'Account or password does not match the template.' },
  'adapter.off': { kind: 'conflict', title: 'Users of this template activate themselves, so nobody is handed over.' },
  'adapter.withdrawn': { kind: 'gone', title: 'The template behind this address was deleted.' },

  'activation.link_unknown': { kind: 'absent', title: 'This activation link is not known.' },
  'activation.link_withdrawn': { kind: 'gone', title: 'This activation link was withdrawn. Ask for the current one.' },
  'activation.credentials_refused': { kind: 'signed_out', title: 'User id or password is not right.', errorCode: 200010 },
  'activation.account_locked': { kind: 'locked', title: 'This account is locked after too many wrong passwords.', errorCode: 200018 },
  'activation.broadworks_unavailable': { kind: 'unavailable', title: 'The calling platform does not answer right now. Try again in a few minutes.' },
  'activation.no_pending_user': { kind: 'absent', title: 'Nobody has prepared an activation for this user yet.' },
  'activation.invitation_unusable': { kind: 'gone', title: 'This personal link was used, withdrawn or is too old. Sign in with your user id instead, or ask for a new one.' },
  'activation.session_expired': { kind: 'signed_out', title: 'Sign in again to go on.', errorCode: 200016 },
  'activation.email_invalid': { kind: 'invalid', title: 'This is not a usable e-mail address.' },
  'activation.email_in_use': { kind: 'conflict', title: 'This address already belongs to another user. Use another address.', errorCode: 200042 },
  'activation.step_not_possible': { kind: 'conflict', title: 'This step is not possible now. Reload to see where you are.' },
  'activation.resend_too_soon': { kind: 'too_many', title: 'A mail was sent a moment ago. Wait before asking for another.' },
  'activation.too_many_mails': { kind: 'too_many', title: 'Too many mails were sent to this address. Try again later.' },
  'activation.code_wrong': { kind: 'invalid', title: 'This is not the code from the mail.' },
  'activation.code_superseded': { kind: 'conflict', title: 'A newer mail was sent. Use the code from the newest one.' },
  'activation.email_domain_dead': { kind: 'invalid', title: 'Nobody at this domain gets mail. Check the part after the at sign.' },
  'activation.email_blocked': { kind: 'invalid', title: 'This kind of address cannot be used here. Use another one.' },
  'activation.email_unusual': { kind: 'conflict', title: 'This address is unusual. Confirm that it is meant, or use another one.' },
  'activation.address_undeliverable': { kind: 'conflict', title: 'The last mail to this address came back. Check it, or use another address.' },
  'activation.address_blocked': { kind: 'conflict', title: 'Whoever reads this mailbox asked that nothing be sent to it for a day. Use another address, or wait.' },
  'activation.code_expired': { kind: 'gone', title: 'This code is too old. Ask for a new one.' },
  'activation.reminded_lately': { kind: 'too_many', title: 'The first administrator was reminded a short time ago.' },
  'activation.code_too_many_tries': { kind: 'too_many', title: 'Too many wrong codes. Ask for a new one.' },

  'activation.self_not_created': { kind: 'unavailable', title: 'The user could not be created: the calling platform does not say to which business the user belongs.', errorCode: 200019 },
  'activation.self_user_id_in_use': { kind: 'conflict', title: 'This user id is onboarded by another activation link.', errorCode: 200047 },
  'activation.self_other_template': { kind: 'conflict', title: 'This business is onboarded by another activation link.', errorCode: 200050 },
  'activation.self_enterprise_clash': { kind: 'conflict', title: 'This business clashes with a service provider or enterprise that is onboarded from this cluster already.', errorCode: 200051 },

  ...cloudProblems,
} as const satisfies Record<string, ProblemEntry>;

export type ProblemCode = keyof typeof problems;

/** Facts for the answer: which field, how long to wait, what to quote to support. */
export type ProblemFacts = {
  detail?: string;
  errors?: { pointer: string; message: string }[];
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

/** The original product's number for a code, or null where it has none. */
export const errorCodeOf = (code: ProblemCode): number | null => (problems[code] as ProblemEntry).errorCode ?? null;
