/** What an identity provider must know about us, and we about it. */
export type OidcSettings = Readonly<{ issuer: string; clientId: string; clientSecret: string; scopes: readonly string[] }>;

/** One sign-in under way. Everything but the address is random and used once. */
export type OidcRequest = Readonly<{ redirectUri: string; state: string; nonce: string; codeVerifier: string }>;

/** Claims about a person, as the identity provider names them; signature, issuer, audience, nonce and times are checked. */
export type OidcClaims = Readonly<Record<string, unknown>> & { iss: string; sub: string };

export const oidcFindingCodes = [
  'issuer.reachable', 'issuer.unreachable', 'issuer.not_oidc', 'issuer.no_pkce',
  'client.accepted', 'client.refused', 'client.unclear',
  'redirect_uri.accepted', 'redirect_uri.unclear',
] as const;
export type OidcFinding = { code: (typeof oidcFindingCodes)[number]; severity: 'ok' | 'warning' | 'problem'; detail: string | null };

export type OidcFailureReason = 'unreachable' | 'misconfigured' | 'cancelled' | 'answer_invalid';

/** Why a sign-in came to nothing; `message` is for the log and holds neither code nor token. */
export class OidcFailure extends Error {
  readonly reason: OidcFailureReason;

  constructor(reason: OidcFailureReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** The port to identity providers. */
export type Oidc = {
  /** Where the browser is sent (code flow, PKCE S256). @throws OidcFailure */
  authorizationUrl(settings: OidcSettings, request: OidcRequest): Promise<string>;
  /** Redeems the code of a callback once. @param callbackUrl as the browser asked for it, query included. @throws OidcFailure */
  redeem(settings: OidcSettings, request: OidcRequest, callbackUrl: string): Promise<OidcClaims>;
  /** Looks at everything that can be seen without a person. */
  probe(settings: OidcSettings, redirectUri: string): Promise<OidcFinding[]>;
};
