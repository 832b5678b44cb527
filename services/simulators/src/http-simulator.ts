import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { createCallRecord, type CallRecord, type SimulatedCall } from './call-record.ts';
import { playAfterEffect, playBeforeEffect, type FaultSchemas } from './http-faults.ts';
import { createRuleBook, type CallSubject, type Rule, type RuleBook } from './script-rules.ts';

/** What every simulator offers to tests in the same process. `reset` makes it as it was when it started, with no data. */
export type Simulator<Fault> = {
  url: string;
  calls(): SimulatedCall[];
  script(rules: Rule<Fault> | Rule<Fault>[]): void;
  clearScript(): void;
  reset(): void;
  close(): Promise<void>;
};

export type Address = { host?: string; port?: number };

/** Fastify as all simulators use it: bodies are checked, never repaired in silence, and closing waits for nobody. */
export const createApp = (): FastifyInstance =>
  Fastify({
    forceCloseConnections: true,
    bodyLimit: 5 * 1024 * 1024,
    routerOptions: { maxParamLength: 500 },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, discriminator: true } },
  });

/** Listens and returns the URL under which this machine reaches the server. Port 0 takes a free one. */
export const listen = async (app: FastifyInstance, { host = '127.0.0.1', port = 0 }: Address): Promise<string> => {
  await app.listen({ host, port });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('The simulator has no TCP address.');
  return `http://${reachableHost(host, address)}:${address.port}`;
};

/** A wildcard address is for listening only; whoever reads the URL needs one to connect to. */
export const reachableHost = (host: string, { family, address }: Pick<AddressInfo, 'family' | 'address'>): string => {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return family === 'IPv6' ? `[${address}]` : host;
};

export type FaultyParts<Fault> = {
  app: FastifyInstance;
  /** Only calls below this path are recorded and can be made to fail. */
  prefix: string;
  subjectOf(request: FastifyRequest): Omit<CallSubject, 'method'>;
  /** A fault that follows from the subject alone (magic user ids and addresses); scripted rules win. */
  magicFault(request: FastifyRequest, subject: CallSubject): Fault | undefined;
  /** Answers for faults in the simulated system's own form; true when it answered. */
  answerFault(fault: Fault, request: FastifyRequest, reply: FastifyReply): Promise<boolean>;
};

export type FaultPlayer<Fault> = { calls: CallRecord; rules: RuleBook<Fault>; faultOf(request: FastifyRequest): Fault | undefined };

/** Records every call below the prefix and plays scripted and magic faults around its handler. */
export const installFaults = <Fault extends { fault: string }>(parts: FaultyParts<Fault>): FaultPlayer<Fault> => {
  const calls = createCallRecord();
  const rules = createRuleBook<Fault>();
  const faults = new WeakMap<FastifyRequest, Fault>();
  const entries = new WeakMap<FastifyRequest, SimulatedCall>();

  parts.app.addHook('preHandler', async (request, reply) => {
    if (!request.url.startsWith(parts.prefix)) return;
    const subject = { method: request.method, ...parts.subjectOf(request) };
    const entry = calls.add({ path: request.url, body: request.body, ...subject });
    entries.set(request, entry);
    const fault = rules.take(subject) ?? parts.magicFault(request, subject);
    if (!fault) return;
    entry.fault = fault.fault;
    faults.set(request, fault);
    if ((await playBeforeEffect(fault, request, reply)) || (await parts.answerFault(fault, request, reply))) return reply;
  });
  parts.app.addHook('onSend', async (request, _reply, payload) => {
    const fault = faults.get(request);
    if (fault) await playAfterEffect(fault, request);
    return payload;
  });
  parts.app.addHook('onResponse', async (request, reply) => {
    const entry = entries.get(request);
    if (entry && !request.raw.socket.destroyed) entry.status = reply.statusCode;
  });
  return { calls, rules, faultOf: (request) => faults.get(request) };
};

export type ControlParts<Fault> = { app: FastifyInstance; calls: CallRecord; rules: RuleBook<Fault>; faultSchemas: FaultSchemas; reset(): void };

/** `/_sim/…`: the script, the record of calls and a fresh start, for those who are not in the same process. */
export const installControls = <Fault>({ app, calls, rules, faultSchemas, reset }: ControlParts<Fault>): void => {
  app.get('/_sim/calls', async () => calls.list());
  app.get('/_sim/script', async () => rules.list());
  app.post('/_sim/script', { schema: { body: oneOrMany(ruleSchema(faultSchemas)) } }, async (request) => {
    rules.add(checkedRules<Fault>(request.body));
    return rules.list();
  });
  app.delete('/_sim/script', async (_request, reply) => {
    rules.clear();
    return reply.code(204).send();
  });
  app.post('/_sim/reset', async (_request, reply) => {
    reset();
    return reply.code(204).send();
  });
};

/** A body that is either one of these or an array of them. */
export const oneOrMany = (item: object): object => ({ if: { type: 'array' }, then: { type: 'array', items: item }, else: item });

// Safe because the route's schema admits exactly the fields of the simulator's fault type.
const checkedRules = <Fault>(body: unknown): Rule<Fault> | Rule<Fault>[] => body as Rule<Fault> | Rule<Fault>[];

const ruleSchema = (faults: FaultSchemas): object => ({
  type: 'object',
  required: ['fault'],
  discriminator: { propertyName: 'fault' },
  oneOf: Object.entries(faults).map(([name, { properties, required = [] }]) => ({
    additionalProperties: false,
    required,
    properties: {
      fault: { const: name },
      method: { type: 'string' }, userId: { type: 'string' }, email: { type: 'string' }, times: { type: 'integer', minimum: 1 },
      ...properties,
    },
  })),
});

