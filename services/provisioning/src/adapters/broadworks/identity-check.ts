import { Buffer } from 'node:buffer';
import type { IdentityAnswer, IdentityCheck } from '../../activation/identity-check.ts';
import { exchangeHttp, type HttpResult } from '../http-exchange.ts';
import { isErrorInfo, readProfile } from './read-profile.ts';
import { parseXsiDocument, type XsiNode } from './xsi-document.ts';

const DEFAULT_TIMEOUT_MS = 8_000;
const MAX_ANSWER_BYTES = 256 * 1024;
const PROBE_USER = 'vestibule-probe';

/** Proves identities over XSI-Actions 2.0: the profile is given only to who knows its user's password. */
export function createIdentityCheck({ timeoutMs = DEFAULT_TIMEOUT_MS, allowPrivate }: { timeoutMs?: number; allowPrivate: boolean }): IdentityCheck {
  const get = (xsiUrl: string, userId: string, authorization: Record<string, string>) =>
    exchangeHttp({
      method: 'GET',
      url: profileUrl(xsiUrl, userId),
      headers: { accept: 'application/xml, application/json;q=0.5', ...authorization },
      timeoutMs,
      maxBytes: MAX_ANSWER_BYTES,
      allowPrivate,
    });

  return {
    async check({ xsiUrl }, userId, password) {
      if (!canBeAsked(userId)) return { outcome: 'refused' };
      return answerOf(await get(xsiUrl, userId, basic(userId, password)), userId);
    },

    async probe({ xsiUrl }) {
      const result = await get(xsiUrl, PROBE_USER, {});
      if (result.kind !== 'answered') return 'unreachable';
      if (result.status === 401 || isErrorInfo(documentOf(result))) return 'reachable';
      // A gateway that finds nobody behind it says nothing about what would answer there.
      return result.status === 502 || result.status === 503 || result.status === 504 ? 'unreachable' : 'not_xsi';
    },
  };
}

// A colon would end the user id in HTTP Basic (RFC 7617); dots alone would leave the path of the user.
const canBeAsked = (userId: string): boolean => userId !== '' && userId !== '.' && userId !== '..' && !userId.includes(':') && userId.isWellFormed();

const profileUrl = (xsiUrl: string, userId: string): string =>
  `${xsiUrl.replace(/\/+$/, '')}/com.broadsoft.xsi-actions/v2.0/user/${encodeURIComponent(userId)}/profile`;

const basic = (userId: string, password: string) => ({ authorization: `Basic ${Buffer.from(`${userId}:${password}`, 'utf8').toString('base64')}` });

function answerOf(result: HttpResult, userId: string): IdentityAnswer {
  if (result.kind !== 'answered') return { outcome: 'unavailable', reason: result.reason };
  switch (result.status) {
    case 200:
      return acceptedAs(userId, documentOf(result));
    // Which of the two was wrong is nobody's business, ours included.
    case 401:
    case 404:
      return { outcome: 'refused' };
    case 403:
    case 423:
      return { outcome: 'locked' };
    default:
      return { outcome: 'unavailable', reason: `BroadWorks answered ${result.status}` };
  }
}

function acceptedAs(userId: string, document: XsiNode | null): IdentityAnswer {
  const profile = readProfile(document);
  if (!profile) return { outcome: 'unavailable', reason: 'BroadWorks answered with something that is not a profile' };
  // A cache or a proxy that mixes users up must never sign one in as another.
  if (profile.userId.toLowerCase() !== userId.toLowerCase()) return { outcome: 'unavailable', reason: 'BroadWorks answered with the profile of another user' };
  return { outcome: 'accepted', profile };
}

const documentOf = (result: Extract<HttpResult, { kind: 'answered' }>): XsiNode | null => parseXsiDocument(result.body, result.headers.get('content-type'));
