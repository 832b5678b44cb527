import type { FastifyRequest, FastifyServerOptions } from 'fastify';

const secrets = ['password', 'accessToken', 'clientSecret', 'client_secret', 'client_assertion', 'token', 'adapterPassword', 'authorization', 'cookie'];

/**
 * The request log: who asked for which path and what came of it. Query strings are left out, since searches hold
 * names and addresses; what authenticates is masked wherever it turns up.
 */
export function loggerOptions(level: string): Exclude<FastifyServerOptions['logger'], boolean | undefined> {
  return {
    level,
    redact: { paths: ['req.headers.authorization', 'req.headers.cookie', 'code', 'body.code', ...secrets, ...secrets.map((name) => `*.${name}`)], censor: '[secret]' },
    serializers: {
      req: (request: FastifyRequest) => ({ method: request.method, path: request.url.split('?', 1)[0], remoteAddress: request.ip }),
    },
  };
}
