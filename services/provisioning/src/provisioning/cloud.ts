import type { Settings } from '../connectors/kinds.ts';
import type { ProblemCode } from '../problems.ts';
import type { Package } from '../subscribers/subscriber.ts';

/** What a cloud platform is asked to create. */
export type CloudSubscriber = {
  provisioningId: string;
  userId: string;
  /** The account may stand under this id as yet; it is to have `userId`. */
  otherUserId: string | null;
  spEnterpriseId: string;
  firstName: string;
  lastName: string;
  email: string;
  package: Package;
  primaryPhoneNumber: string | null;
  mobilePhoneNumber: string | null;
  extension: string | null;
  /** IANA name. */
  timezone: string | null;
};

/** Every id the account may stand under, the one it is to have first. */
export const idsOf = ({ userId, otherUserId }: CloudSubscriber): string[] => (otherUserId === null ? [userId] : [userId, otherUserId]);

/** What is known of somebody who may be made later. */
export type PossibleSubscriber = { [K in keyof CloudSubscriber]?: CloudSubscriber[K] | undefined } & { email: string };

/** What the cloud platform says about an account. `ref` is its own id for it. */
export type CloudAccount = {
  ref: string;
  personId: string | null;
  state: 'in_progress' | 'ready' | 'waiting_for_consent' | 'failed';
  package: Package;
  email: string | null;
  /** It differs from what is wanted in something that a change of the account mends: switched off, without our key. */
  stale?: boolean;
  /** It was found by its name, and nothing on it says whose it is. */
  nameOnly?: boolean;
  /** Whether the answer to a write showed our key; left out where nothing was written. */
  keyShown?: boolean;
  /** The platform's own error of its last background attempt. */
  failure: { errorCode: number | null; description: string } | null;
};

/**
 * PORT: one cloud platform. Every implementation gives the same promises: `find` looks by our deterministic external key (the
 * BroadWorks user id, and the other one while it changes), so that create is never called blindly.
 */
export type Cloud = {
  readonly traits: CloudTraits;
  find(subscriber: CloudSubscriber): Promise<CloudAccount | null>;
  create(subscriber: CloudSubscriber): Promise<CloudAccount>;
  /** Could this person be provisioned? Reads only, and looks at what is given. @throws CloudError with the reason why not */
  precheck(subscriber: PossibleSubscriber): Promise<void>;
  changePackage(ref: string, subscriber: CloudSubscriber): Promise<CloudAccount>;
  /** The account belongs to somebody who has to agree to its move: the platform mails them, again if need be. */
  askConsent(ref: string): Promise<void>;
  /** Removing what is not there is a success. */
  remove(ref: string, subscriber: CloudSubscriber): Promise<void>;
  check(): Promise<{ result: 'accepted' } | { result: 'refused' | 'unreachable'; detail: string }>;
  /** How an account is changed, as far as that can be told without changing one. @throws CloudError */
  changesWith(): Promise<'PATCH' | 'PUT' | null>;
  /** What `create` would send. */
  preview(subscriber: CloudSubscriber): object;
  /** How many requests have left so far: what the platform's limits count. */
  calls(): number;
  /** The platform's own id of the last request, where it gives one. */
  lastTrackingId(): string | null;
};

/** How platforms differ in ways that the work has to know. */
export type CloudTraits = {
  /** Nothing is called: what is asked for counts as done. */
  recordOnly: boolean;
  /** The answer to a write tells how it ended; else the platform goes on in the background and has to be looked at. */
  synchronous: boolean;
  /** An account's address can be changed; else it takes another account. */
  changesEmail: boolean;
  /** People are checked before their account is made. */
  prechecks: boolean;
  /** How many requests a piece of work usually makes: to look at an account there is, to make one, to change or remove one. */
  requests: Readonly<Record<'look' | 'make' | 'change', number>>;
};

/** Where the token to send comes from. */
export type Authorization = {
  /** @throws CloudError when there is none to be had */
  token(): Promise<string>;
  /** The platform refused this one: another, or null when it is the only one there is. @throws CloudError */
  renew(refused: string): Promise<string | null>;
};

/**
 * `id` is the connector's, by which is remembered what its platform is like; `keyShown` whether it shows our key after our own writes,
 * null while nothing was written. `pace` is waited for before every request.
 */
export type ConnectorSettings = Settings & { id: string; keyShown: boolean | null; authorization: Authorization; pace(): Promise<void> };
export type ConnectCloud = (settings: ConnectorSettings, traceId: string) => Cloud;

/**
 * Thrown by every verb when it did not succeed.
 * `answered`: the platform refused, with its status and code. `unreached`: nothing was sent.
 * `unknown`: it may or may not have happened; whoever catches this must look before trying again.
 */
export class CloudError extends Error {
  readonly kind: 'answered' | 'unreached' | 'unknown';
  readonly status: number | null;
  readonly errorCode: number | null;
  readonly retryAfterSeconds: number | null;
  readonly trackingId: string | null;
  /** What it means, where the platform has no number for it. */
  readonly code: ProblemCode | null;

  constructor(
    kind: CloudError['kind'],
    message: string,
    facts: { status?: number; errorCode?: number | null; retryAfterSeconds?: number | null; trackingId?: string | null; code?: ProblemCode | null } = {},
  ) {
    super(message);
    this.kind = kind;
    this.status = facts.status ?? null;
    this.errorCode = facts.errorCode ?? null;
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
    this.trackingId = facts.trackingId ?? null;
    this.code = facts.code ?? null;
  }
}

/** For `catch`, where an answer is good to know and a refusal or silence no fault. @throws what is no CloudError */
export function untold(error: unknown): null {
  if (!(error instanceof CloudError)) throw error;
  return null;
}
