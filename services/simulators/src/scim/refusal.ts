/** An error answer as RFC 7644 3.12 writes it. */
export class ScimRefusal extends Error {
  readonly status: number;
  readonly scimType: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, detail: string, scimType?: string, retryAfterSeconds?: number) {
    super(detail);
    this.status = status;
    this.scimType = scimType;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export const refusalBody = ({ status, message, scimType }: ScimRefusal): object => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status), ...(scimType && { scimType }), detail: message,
});
