import type { ProblemEntry } from './problem-entry.ts';

/** Who may come in, and by which door; part of the one table in problems.ts, which only grows. */
export const accessProblems = {
  'access.signed_out': { kind: 'signed_out', title: 'Sign in first.' },
  'access.sign_in_refused': { kind: 'signed_out', title: 'E-mail address or password is not right.', action: 'correct_input' },
  'access.forbidden': { kind: 'forbidden', title: 'Your role does not allow this.' },
  'access.cross_site': { kind: 'forbidden', title: 'This request did not come from our own pages.', user: 'text', action: 'contact_support' },
  'access.too_many_attempts': { kind: 'too_many', title: 'Too many attempts. Wait a little and try again.', user: 'text' },
  'access.local_accounts_off': { kind: 'forbidden', title: 'Passwords are switched off here. Sign in through your organization.', action: 'sign_in' },

  'identity_provider.not_found': { kind: 'absent', title: 'There is no such identity provider.' },
  'identity_provider.issuer_taken': { kind: 'conflict', title: 'This issuer and client id are configured already.', action: 'correct_input' },
  'identity_provider.too_many': { kind: 'conflict', title: 'No more identity providers can be added. Delete one first.', action: 'clear_the_way' },
  'identity_provider.only_way_in': { kind: 'conflict', title: 'No owner could sign in any more. Make sure that one can sign in another way first.', action: 'clear_the_way' },

  'sign_in.owner_needed': { kind: 'conflict', title: 'An owner must have signed in through the identity provider first, or nobody could come back.', action: 'clear_the_way' },

  'oidc.not_configured': { kind: 'absent', title: 'This way to sign in does not exist or is switched off.', action: 'sign_in' },
  'oidc.unreachable': { kind: 'unavailable', title: 'Your organization\'s sign-in does not answer. Try again in a moment.' },
  'oidc.misconfigured': { kind: 'conflict', title: 'Your organization\'s sign-in does not accept this service. Its administrator must check the settings.', action: 'correct_settings' },
  'oidc.cancelled': { kind: 'signed_out', title: 'The sign-in was not finished at your organization.' },
  'oidc.answer_invalid': { kind: 'invalid', title: 'The answer of your organization\'s sign-in could not be trusted.', action: 'sign_in' },
  'oidc.other_browser': { kind: 'invalid', title: 'This sign-in was begun in another browser, or too long ago. Begin again.', action: 'sign_in' },
  'oidc.other_sign_in': { kind: 'invalid', title: 'This answer belongs to another sign-in. Begin again.', action: 'sign_in' },
  'oidc.already_used': { kind: 'conflict', title: 'This answer was used already. Begin again.', action: 'sign_in' },
  'oidc.expired': { kind: 'gone', title: 'The sign-in took too long. Begin again.', action: 'sign_in' },
  'oidc.email_unverified': { kind: 'forbidden', title: 'Your organization does not vouch for your e-mail address.' },
  'oidc.email_domain_refused': { kind: 'forbidden', title: 'Addresses of this domain may not sign in here.' },
  'oidc.not_invited': { kind: 'forbidden', title: 'You are signed in at your organization, but nobody has given you access here.' },
  'oidc.no_role': { kind: 'forbidden', title: 'None of your groups gives access here any more.' },
  'oidc.other_subject': { kind: 'forbidden', title: 'This address belongs to an admin who signs in with another account.' },
  'oidc.admin_disabled': { kind: 'forbidden', title: 'Your access was switched off.' },

  'setup.done': { kind: 'gone', title: 'This server is set up already. Sign in instead.', action: 'sign_in' },
  'setup.link_unknown': { kind: 'absent', title: 'This set-up link is not known or too old. Start the api again: it prints a new one.', owner: 'operator', action: 'new_link' },

  'admin.not_found': { kind: 'absent', title: 'There is no such admin.' },
  'admin.email_taken': { kind: 'conflict', title: 'An admin with this e-mail address exists already.', action: 'correct_input' },
  'admin.last_owner': { kind: 'conflict', title: 'This is the last owner who can sign in. Make somebody else an owner who can sign in first.', action: 'clear_the_way' },
  'admin.yourself': { kind: 'conflict', title: 'Nobody changes the own role or ends the own account. Ask another owner.', action: 'ask_for_access' },
  'admin.changed_meanwhile': { kind: 'conflict', title: 'Somebody else changed this admin meanwhile. Read it again first.' },
  'admin.not_invited': { kind: 'conflict', title: 'This admin has accepted the invitation already.' },
  'admin.not_active': { kind: 'conflict', title: 'This admin has not accepted the invitation yet.' },
  'admin.password_wrong': { kind: 'invalid', title: 'The present password is not right.' },
  'admin.password_weak': { kind: 'invalid', title: 'This password is too easy to guess.' },
  'admin.link_unusable': { kind: 'gone', title: 'This link was used, withdrawn or is too old. Ask for a new one.' },
  'admin.session_not_found': { kind: 'absent', title: 'This session has ended already.' },

  'api_client.not_found': { kind: 'absent', title: 'There is no such API client.' },
  'api_client.key_not_found': { kind: 'absent', title: 'The API client has no such key.' },
  'api_client.too_many_keys': { kind: 'conflict', title: 'The API client has five keys already. Remove one first.', action: 'clear_the_way' },
  'api_client.yourself': { kind: 'conflict', title: 'A program changes neither its own scopes nor its own end. Let an owner do it, or another program.', action: 'ask_for_access' },
  'api_client.only_way_in': { kind: 'conflict', title: 'The API client could not prove itself any more. Give it a public key or a secret first.', action: 'clear_the_way' },
  'api_key.not_found': { kind: 'absent', title: 'There is no such API key.' },
} as const satisfies Record<string, ProblemEntry>;
