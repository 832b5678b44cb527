import type { ProblemEntry } from './problem-entry.ts';

/** What can go wrong in the cloud platform; part of the one table in problems.ts, which only grows. */
export const cloudProblems = {
  'cloud.email_in_use_elsewhere': { kind: 'conflict', title: 'The e-mail address belongs to another organization in the cloud platform.', errorCode: 200039, owner: 'user', action: 'other_email' },
  'cloud.template_mismatch': { kind: 'conflict', title: 'The cloud platform has another template recorded for this customer.', errorCode: 200040, action: 'correct_in_cloud' },
  'cloud.conflicting_service': { kind: 'conflict', title: 'This person already has a service that conflicts with this one.', errorCode: 200041, action: 'correct_in_cloud' },
  'cloud.email_of_other_user': { kind: 'conflict', title: 'The e-mail address is tied to another user id in the cloud platform.', errorCode: 200042, owner: 'user', action: 'other_email' },
  'cloud.mapping_wrong': { kind: 'conflict', title: 'User and customer do not fit together in the cloud platform.', errorCode: 200043, action: 'correct_in_cloud' },
  'cloud.user_id_in_use': { kind: 'conflict', title: 'The user id is already used on this cluster in the cloud platform.', errorCode: 200044, alsoNumbers: [10022], action: 'correct_in_cloud' },
  'cloud.precheck_failed': { kind: 'conflict', title: 'The cloud platform\'s pre-check refused this user.', errorCode: 200026, action: 'correct_in_cloud' },
  'cloud.region_mismatch': { kind: 'conflict', title: 'Customer and provider are in different regions of the cloud platform.', errorCode: 200054, action: 'correct_in_cloud' },
  'cloud.unavailable': { kind: 'unavailable', title: 'The cloud platform does not answer.', errorCode: 900001 },
  'cloud.rejected_request': { kind: 'conflict', title: 'The cloud platform refused what was sent.', errorCode: 900002, action: 'correct_in_broadworks' },
  'cloud.credentials_refused': { kind: 'conflict', title: 'The cloud platform refused our credentials.', errorCode: 900003, action: 'renew_credentials' },
  'cloud.account_movable': { kind: 'conflict', title: 'This address already has an account that its owner may move.', errorCode: 900004, owner: 'user', action: 'other_email' },
  'cloud.timed_out': { kind: 'unavailable', title: 'The cloud platform took too long to finish.', errorCode: 900005 },
  'cloud.consent_refused': { kind: 'conflict', title: 'The owner of the existing account does not want it to be moved.', errorCode: 900006, owner: 'user', action: 'other_email' },
  'cloud.consent_timed_out': { kind: 'conflict', title: 'Nobody decided in time whether the existing account may be moved.', errorCode: 900007, owner: 'user', action: 'other_email' },
  'cloud.self_creation_failed': { kind: 'conflict', title: 'The cloud platform could not create this user, who was not handed over.', errorCode: 200019, action: 'correct_in_cloud' },
  'cloud.self_other_organization': { kind: 'conflict', title: 'The person behind this e-mail address belongs to another organization in the cloud platform.', errorCode: 200045, owner: 'user', action: 'other_email' },
  'cloud.self_several_pending': { kind: 'conflict', title: 'The cloud platform has several pending users with this user id on this cluster.', errorCode: 200046, action: 'correct_in_cloud' },
  'cloud.self_user_id_in_use': { kind: 'conflict', title: 'The user id is already used on this cluster in the cloud platform.', errorCode: 200047, alsoNumbers: [200049], action: 'correct_in_cloud' },
  'cloud.self_email_of_other_user': { kind: 'conflict', title: 'The e-mail address is provisioned with another user id in the cloud platform.', errorCode: 200048, owner: 'user', action: 'other_email' },
  'cloud.self_template_mismatch': { kind: 'conflict', title: 'The cloud platform expects another template for this customer.', errorCode: 200050, action: 'correct_settings' },
  'cloud.self_enterprise_clash': { kind: 'conflict', title: 'The customer clashes with a service provider or enterprise the cloud platform has from this cluster.', errorCode: 200051, action: 'correct_in_broadworks' },
  'cloud.directory_sync_failed': { kind: 'conflict', title: 'The cloud platform could not read the directory of the calling platform.', errorCode: 6003, action: 'correct_in_cloud' },
  'cloud.unexpected': { kind: 'bug', title: 'The cloud platform answered in a way we do not know.', errorCode: 900999 },
} as const satisfies Record<string, ProblemEntry>;
