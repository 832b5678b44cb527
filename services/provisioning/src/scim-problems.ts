import type { ProblemEntry } from './problem-entry.ts';

/** What identity systems are refused with; scim/scim-errors.ts says it in the words of RFC 7644. */
export const scimProblems = {
  'scim.token_refused': { kind: 'signed_out', title: 'This token opens nothing. Make a new one on the page of the template.', owner: 'admin', action: 'correct_settings' },
  'scim.token_replaced': { kind: 'signed_out', title: 'This token was replaced by a newer one, and its time is over.', owner: 'admin', action: 'correct_settings' },
  'scim.off': { kind: 'forbidden', title: 'Users of this template activate themselves, so nobody is handed over.', action: 'correct_settings' },
  'scim.access_off': { kind: 'absent', title: 'No identity system may hand users over to this template. Make a token first.', action: 'clear_the_way' },
  'scim.user_not_found': { kind: 'absent', title: 'There is no such user in this template.' },
  'scim.user_name_taken': { kind: 'conflict', title: 'Another user of this template has this userName or BroadWorks id.', action: 'correct_input' },
  'scim.external_id_taken': { kind: 'conflict', title: 'Another user of this template has this externalId.', action: 'correct_input' },
  'scim.customer_missing': { kind: 'invalid', title: 'The user names no customer (spEnterpriseId), and the template has none for users without one.', action: 'correct_settings' },
  'scim.syntax_invalid': { kind: 'invalid', title: 'The body is not in the form of RFC 7644.', owner: 'integrator' },
  'scim.value_invalid': { kind: 'invalid', title: 'The value of an attribute is missing or cannot be used.' },
  'scim.path_invalid': { kind: 'invalid', title: 'The path of an operation is not in the form of RFC 7644.', owner: 'integrator' },
  'scim.no_target': { kind: 'invalid', title: 'The path of an operation means nothing that is there.', owner: 'integrator' },
  'scim.mutability': { kind: 'invalid', title: 'This attribute cannot be changed.', owner: 'integrator' },
  'scim.filter_invalid': { kind: 'invalid', title: 'This filter cannot be read, or asks for what users do not have here.', owner: 'integrator' },
  'scim.too_many': { kind: 'invalid', title: 'Too many users would have to be read to answer this. Join it by "and" with userName, externalId, emails or a date.', owner: 'integrator' },
  'scim.cursor_invalid': { kind: 'invalid', title: 'This cursor belongs to another list. Start again with an empty one.', owner: 'integrator' },
  'scim.not_implemented': { kind: 'not_offered', title: 'This part of SCIM is not offered here; ServiceProviderConfig says what is.' },
} as const satisfies Record<string, ProblemEntry>;
