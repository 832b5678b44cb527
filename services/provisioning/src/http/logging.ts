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
      err: (error) => (error instanceof Error ? describeError(error) : error),
    },
  };
}

/** What the database quotes of people's data: the values of a query, and those of the row at fault. */
const quoting = ['params', 'parameters', 'detail', 'where', 'internalQuery'];

/** An error with its causes: words, stacks, codes, and no value that somebody wrote. Lists and objects are left out: drivers hang connections on their errors. */
function describeError(error: Error): { [name: string]: unknown; type: string; message: string; stack: string } {
  const facts = Object.entries(error).filter(([name, value]) => !quoting.includes(name) && ['string', 'number', 'boolean'].includes(typeof value));
  const cause = error.cause instanceof Error ? { cause: describeError(error.cause) } : {};
  const message = messageOf(error);
  return { ...Object.fromEntries(facts), ...cause, type: error.constructor.name, message, stack: (error.stack ?? '').replace(error.message, () => message) };
}

/** The query builder writes the values of a query into its message. */
const messageOf = (error: Error): string => ('query' in error && 'params' in error ? `Failed query: ${String(error.query)}` : error.message);
