import { randomUUID } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';

/** A request the API refuses; shown in its published form, with the tracking id of the call. */
export class Refusal extends Error {
  readonly status: number;
  readonly errors: { description: string; errorCode?: number; fieldName?: string }[];
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, description: string, facts: { errorCode?: number; fieldName?: string; retryAfterSeconds?: number } = {}) {
    super(description);
    const { retryAfterSeconds, ...error } = facts;
    this.status = status;
    this.errors = [{ description, ...error }];
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A refusal by a known code, in our own words and with the HTTP status that belongs to it. */
export const refusalByCode = (errorCode: number, status?: number): Refusal =>
  new Refusal(status ?? KNOWN_CODES[errorCode]?.status ?? 409, describe(errorCode), { errorCode });

export const describe = (errorCode: number): string => KNOWN_CODES[errorCode]?.description ?? `The request failed with code ${errorCode}.`;

const KNOWN_CODES: Record<number, { status: number; description: string }> = {
  1001: { status: 400, description: 'A mandatory parameter is missing.' },
  1002: { status: 400, description: 'A parameter is outside its allowed values.' },
  10022: { status: 409, description: 'The BroadWorks user id already belongs to an existing user.' },
  200026: { status: 409, description: 'The pre-check of the user failed, or the pending user is in the wrong state.' },
  200039: { status: 409, description: 'The e-mail address is in use in a different organization.' },
  200040: { status: 409, description: 'The onboarding template differs from the one recorded for the customer.' },
  200041: { status: 409, description: 'The person is already entitled to a conflicting service.' },
  200042: { status: 409, description: 'The e-mail address is already tied to another user id.' },
  200043: { status: 409, description: 'The mapping between the user and the customer configuration is wrong.' },
  200044: { status: 409, description: 'The user id is already used on this cluster.' },
  200019: { status: 502, description: 'Creating the user for self-activation failed.' },
  200045: { status: 409, description: 'Self-activation: the person is already in a different organization.' },
  200046: { status: 409, description: 'Self-activation: several pending users have this user id on this cluster.' },
  200047: { status: 409, description: 'Self-activation: the user id is already used on this cluster.' },
  200048: { status: 409, description: 'Self-activation: the e-mail address is already provisioned with a different user id.' },
  200049: { status: 409, description: 'Self-activation: the user id is already used on this cluster.' },
  200050: { status: 409, description: 'Self-activation: the provisioning id is not the one expected for this enterprise.' },
  200051: { status: 409, description: 'Self-activation: the enterprise id clashes with one already provisioned from this cluster.' },
  200054: { status: 409, description: 'The regions of the customer and the partner organization differ.' },
};

/** Tracking ids on every answer and refusals in the published form. */
export const installRefusals = (app: FastifyInstance): void => {
  const made = new WeakMap<FastifyRequest, string>();
  const trackingId = (request: FastifyRequest): string => {
    const id = clientsOwn(request.headers.trackingid) ?? made.get(request) ?? `SIM_${randomUUID()}`;
    made.set(request, id);
    return id;
  };
  app.addHook('onRequest', async (request, reply) => {
    reply.header('TrackingID', trackingId(request));
  });
  app.setErrorHandler(async (error: FastifyError | Refusal, request, reply) => {
    const refusal = error instanceof Refusal ? error : asRefusal(error);
    if (refusal.retryAfterSeconds !== undefined) reply.header('retry-after', refusal.retryAfterSeconds);
    if (refusal.status === 401) reply.header('www-authenticate', 'Bearer');
    return reply.code(refusal.status).send({ message: refusal.message, errors: refusal.errors, trackingId: trackingId(request) });
  });
  app.setNotFoundHandler(async () => {
    throw new Refusal(404, 'The requested resource could not be found.');
  });
};

const clientsOwn = (header: string | string[] | undefined): string | undefined => (typeof header === 'string' && header !== '' ? header : undefined);

const asRefusal = (error: FastifyError): Refusal => new Refusal(error.statusCode ?? 500, error.message);
