import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BroadworksUser, Users } from './users.ts';
import { toJson, toXml, type XsiElement } from './xsi-document.ts';

export const XSI_PREFIX = '/com.broadsoft.xsi-actions/';

/** The profile document, and XSI's answers to everything else below its prefix. */
export const installProfile = (app: FastifyInstance, users: Users): void => {
  app.get<{ Params: { userId: string } }>(`${XSI_PREFIX}v2.0/user/:userId/profile`, async (request, reply) => {
    const credentials = basicCredentials(request);
    if (!credentials) return refuse(request, reply);
    const signIn = users.signIn(credentials.userId, credentials.password);
    if (signIn.outcome === 'refused') return refuse(request, reply);
    if (signIn.outcome === 'locked') return sendLocked(request, reply);
    if (request.params.userId.toLowerCase() !== signIn.user.userId.toLowerCase()) {
      return sendError(request, reply, 403, 'Only the own profile may be read.');
    }
    return send(request, reply, 200, profile(signIn.user));
  });
  app.setNotFoundHandler(async (request, reply) => {
    if (request.url.startsWith(XSI_PREFIX) && !basicCredentials(request)) return refuse(request, reply);
    return sendError(request, reply, 404, 'Nothing is served at this address.');
  });
};

/** The answer for an account that BroadWorks has locked, whatever the password was. */
export const sendLocked = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  sendError(request, reply, 403, 'The account is locked.');

/** Whom a call is about: the user in the path, or else whoever signs in. */
export const userIdOf = (request: FastifyRequest): string | null => {
  const encoded = /\/user\/([^/?]+)/.exec(request.url)?.[1];
  if (encoded === undefined) return basicCredentials(request)?.userId ?? null;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
};

/** The same answer for a wrong password, an unknown user and no credentials: it must not tell which ids exist. */
const refuse = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  sendError(request, reply.header('www-authenticate', 'Basic realm="BroadWorks XSI-Actions"'), 401, 'The credentials were refused.');

const basicCredentials = (request: FastifyRequest): { userId: string; password: string } | undefined => {
  const encoded = /^basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const plain = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = plain.indexOf(':');
  return colon < 0 ? undefined : { userId: plain.slice(0, colon), password: plain.slice(colon + 1) };
};

// The summary is for people; a client must go by the HTTP status, which is also the code here.
const sendError = (request: FastifyRequest, reply: FastifyReply, status: number, summary: string): FastifyReply =>
  send(request, reply, status, {
    name: 'ErrorInfo',
    children: [leaf('summary', summary), leaf('summaryEnglish', summary), leaf('errorCode', String(status))],
  });

const send = (request: FastifyRequest, reply: FastifyReply, status: number, document: XsiElement): FastifyReply => {
  const { contentType, bytes } = wantsJson(request) ? toJson(document) : toXml(document);
  return reply.code(status).header('content-type', contentType).send(bytes);
};

/** XML unless JSON is asked for, or preferred by its place in `Accept` as in its `q`. */
const wantsJson = (request: FastifyRequest): boolean => {
  if (/[?&]format=json\b/i.test(request.url)) return true;
  const weights = (request.headers.accept ?? '').toLowerCase().split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    return { type, q: Number(parameters.find((part) => part.startsWith('q='))?.slice(2) ?? 1) };
  });
  const weightOf = (type: string) => weights.find((range) => range.type === type)?.q ?? 0;
  return weightOf('application/json') > weightOf('application/xml');
};

const NEVER_EXPIRES = '2147483647';

const profile = (user: BroadworksUser): XsiElement => ({
  name: 'Profile',
  children: [
    {
      name: 'details',
      children: [
        leaf('userId', user.userId),
        leaf('firstName', user.firstName),
        leaf('lastName', user.lastName),
        leaf('groupId', user.groupId),
        { ...leaf('serviceProvider', user.serviceProvider), attributes: { isEnterprise: String(user.isEnterprise) } },
        ...(user.number === undefined ? [] : [leaf('number', user.number)]),
        ...(user.extension === undefined ? [] : [leaf('extension', user.extension)]),
      ],
    },
    leaf('passwordExpiresDays', NEVER_EXPIRES),
    leaf('countryCode', '1'),
  ],
});

const leaf = (name: string, text: string): XsiElement => ({ name, text });
