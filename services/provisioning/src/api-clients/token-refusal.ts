/** Why no token is given, in the words of RFC 6749, section 5.2. */
export const tokenErrors = ['invalid_request', 'invalid_client', 'unsupported_grant_type', 'invalid_scope'] as const;
export type TokenError = (typeof tokenErrors)[number];

/** A refusal in the token endpoint's own form; every other surface throws a problem. */
export class TokenRefusal extends Error {
  readonly error: TokenError;

  constructor(error: TokenError, description: string) {
    super(description);
    this.error = error;
  }
}
