import type { Package } from '../subscribers/subscriber.ts';

/** What a cloud platform is asked to create. */
export type CloudSubscriber = {
  provisioningId: string;
  userId: string;
  spEnterpriseId: string;
  firstName: string;
  lastName: string;
  email: string;
  package: Package;
  primaryPhoneNumber: string | null;
  mobilePhoneNumber: string | null;
  extension: string | null;
};

/** What the cloud platform says about an account. `ref` is its own id for it. */
export type CloudAccount = {
  ref: string;
  personId: string | null;
  state: 'in_progress' | 'ready' | 'waiting_for_consent' | 'failed';
  package: Package;
  email: string | null;
  /** The platform's own error of its last background attempt. */
  failure: { errorCode: number | null; description: string } | null;
};

/**
 * PORT: one cloud platform. Five verbs and a check; every implementation gives the same promises:
 * `find` looks by our deterministic external key (the BroadWorks user id), so that create is never called blindly.
 */
export type Cloud = {
  find(subscriber: Pick<CloudSubscriber, 'userId' | 'provisioningId'>): Promise<CloudAccount | null>;
  create(subscriber: CloudSubscriber): Promise<CloudAccount>;
  changePackage(ref: string, subscriber: CloudSubscriber): Promise<CloudAccount>;
  /** The account belongs to somebody who has to agree to its move: the platform mails them, again if need be. */
  askConsent(ref: string): Promise<void>;
  /** Removing what is not there is a success. */
  remove(ref: string): Promise<void>;
  check(): Promise<{ result: 'accepted' } | { result: 'refused' | 'unreachable'; detail: string }>;
};

export type ConnectorSettings = { kind: 'webex'; baseUrl: string; accessToken: string };
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

  constructor(
    kind: CloudError['kind'],
    message: string,
    facts: { status?: number; errorCode?: number | null; retryAfterSeconds?: number | null; trackingId?: string | null } = {},
  ) {
    super(message);
    this.kind = kind;
    this.status = facts.status ?? null;
    this.errorCode = facts.errorCode ?? null;
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
    this.trackingId = facts.trackingId ?? null;
  }
}
