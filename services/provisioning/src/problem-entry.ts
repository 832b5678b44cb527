/** What sort of refusal a problem is. http/error-handler.ts turns the sort into a status; nothing else does. */
export type ProblemKind =
  | 'invalid'
  | 'signed_out'
  | 'forbidden'
  | 'absent'
  | 'wrong_method'
  | 'gone'
  | 'conflict'
  | 'outdated'
  | 'mismatch'
  | 'locked'
  | 'unconditional'
  | 'too_many'
  | 'unavailable'
  | 'too_slow'
  | 'too_large'
  | 'address_too_long'
  | 'head_too_large'
  | 'unsupported'
  | 'not_offered'
  | 'bug';

/** transient: passes by itself; user, admin: who can mend it (an integrator counts as an admin); bug: ours. */
export const failureClasses = ['transient', 'user', 'admin', 'bug'] as const;
export type FailureClass = (typeof failureClasses)[number];

/**
 * Who can mend it: the person who activates an account, whoever works in the console, whoever runs this service, whoever wrote the
 * calling program; nobody, because it passes by itself.
 */
export const owners = ['user', 'admin', 'operator', 'integrator', 'nobody'] as const;
export type Owner = (typeof owners)[number];

/** What helps next. Each has a sentence in the console's texts (`nextAction.…`) and one in English for the page of the problem. */
export const nextActions = {
  wait: 'Wait, then send the same again. Where the answer has `retryAfterSeconds`, that long.',
  correct_input: 'Correct what the answer names, then send it again.',
  read_again: 'Read the present state first: it has changed, or it was never as expected.',
  check_address: 'Check the id in the address: the thing was deleted, or belongs to somebody else.',
  clear_the_way: 'Change or remove what stands in the way first, then do it again.',
  sign_in: 'Sign in again; a program gets a new token.',
  ask_for_access: 'Ask an owner of the provider for the right, or for a scope that holds it.',
  new_link: 'Ask for a new link.',
  new_code: 'Ask for a new code, and use the one in the newest mail.',
  other_email: 'Use another e-mail address.',
  ask_provider: 'Ask the provider, and give the reference.',
  correct_in_broadworks: 'Correct the user or the business in BroadWorks, then retry.',
  correct_in_cloud: 'Correct it in the cloud platform, or have its support do so, then retry.',
  renew_credentials: 'Renew the credentials that the connector holds. Work that waits for it then goes on by itself.',
  correct_settings: 'Correct the settings named, then do it again.',
  contact_support: 'Tell whoever runs this service; quote the `requestId` or the tracking id.',
} as const satisfies Record<string, string>;
export type NextAction = keyof typeof nextActions;

/**
 * One line of the registry. What is left out comes from the kind, then from the group (the word before the dot).
 * `errorCode` is the number the original product uses for the same thing; numbers from 900000 are ours, each used once.
 * `alsoNumbers`: further numbers that a cloud platform sends for it.
 * `user`: whether somebody who activates an account can meet it: as a sentence (`text`), or as a screen of its own.
 */
export type ProblemEntry = {
  kind: ProblemKind;
  title: string;
  errorCode?: number;
  alsoNumbers?: readonly number[];
  class?: FailureClass;
  owner?: Owner;
  retryable?: boolean;
  action?: NextAction;
  user?: 'text' | 'screen';
};

/** Everything the registry says about a code, with nothing left open. */
export type ProblemTraits = { class: FailureClass; owner: Owner; retryable: boolean; action: NextAction; user: 'text' | 'screen' | null };

const byKind: Readonly<Record<ProblemKind, Pick<ProblemEntry, 'owner' | 'retryable'> & { action: NextAction }>> = {
  invalid: { action: 'correct_input' },
  signed_out: { action: 'sign_in' },
  forbidden: { action: 'ask_for_access' },
  absent: { action: 'check_address' },
  wrong_method: { action: 'correct_input', owner: 'integrator' },
  gone: { action: 'new_link' },
  conflict: { action: 'read_again' },
  outdated: { action: 'read_again' },
  mismatch: { action: 'correct_input', owner: 'integrator' },
  locked: { action: 'wait', retryable: true },
  unconditional: { action: 'read_again', owner: 'integrator' },
  too_many: { action: 'wait', owner: 'nobody', retryable: true },
  unavailable: { action: 'wait', owner: 'nobody', retryable: true },
  too_slow: { action: 'wait', owner: 'integrator', retryable: true },
  too_large: { action: 'correct_input' },
  address_too_long: { action: 'correct_input' },
  head_too_large: { action: 'correct_input' },
  unsupported: { action: 'correct_input', owner: 'integrator' },
  not_offered: { action: 'correct_input', owner: 'integrator' },
  bug: { action: 'contact_support', owner: 'operator' },
};

const byGroup: Readonly<Record<string, Pick<ProblemEntry, 'owner' | 'user'>>> = {
  activation: { owner: 'user', user: 'text' },
  cloud: { owner: 'admin', user: 'text' },
  request: { owner: 'integrator' },
};

/** Fills in what an entry leaves out. A kind speaks louder than a group: what is not available is nobody's to mend. */
export function traitsOf(code: string, entry: ProblemEntry): ProblemTraits {
  const kind = byKind[entry.kind];
  const group = byGroup[code.split('.')[0] ?? ''];
  const owner = entry.owner ?? kind.owner ?? group?.owner ?? 'admin';
  const retryable = entry.retryable ?? kind.retryable ?? false;
  return {
    owner,
    retryable,
    class: entry.class ?? classFrom(entry.kind, owner, retryable),
    action: entry.action ?? kind.action,
    user: entry.user ?? group?.user ?? null,
  };
}

function classFrom(kind: ProblemKind, owner: Owner, retryable: boolean): FailureClass {
  if (retryable) return 'transient';
  if (kind === 'bug') return 'bug';
  return owner === 'user' ? 'user' : 'admin';
}
