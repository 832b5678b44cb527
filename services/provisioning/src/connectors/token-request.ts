/** What is exchanged for an access token (RFC 6749): a refresh token (6), or nothing but the client's own credentials (4.4). */
export type TokenGrant = { grant: 'refresh_token'; refreshToken: string } | { grant: 'client_credentials'; scope: string | null };
export type TokenExchange = { tokenUrl: string; clientId: string; clientSecret: string } & TokenGrant;

export type TokenAnswer =
  | { result: 'granted'; accessToken: string; expiresInSeconds: number | null; refreshToken: string | null }
  /** They will not take these credentials, however often they are asked. */
  | { result: 'refused'; detail: string }
  | { result: 'unreachable'; detail: string; retryAfterSeconds: number | null };

/** PORT: the token endpoint of a cloud platform. */
export type RequestToken = (exchange: TokenExchange) => Promise<TokenAnswer>;
