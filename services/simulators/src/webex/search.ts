import { publicId, STATUSES, type StoredAccount } from './account.ts';
import { Refusal } from './refusal.ts';

export type Page = { accounts: StoredAccount[]; links: string | null };

const DEFAULT_MAX = 50;
const LARGEST_MAX = 100;

/**
 * One page of the accounts that the query asks for, with a Link header value that keeps every filter.
 * @param url the request's own URL, absolute
 */
export const search = (accounts: StoredAccount[], url: URL): Page => {
  const query = url.searchParams;
  const max = wholeNumber(query, 'max', DEFAULT_MAX);
  if (max < 1 || max > LARGEST_MAX) throw new Refusal(400, `max must be between 1 and ${LARGEST_MAX}.`, { errorCode: 1002, fieldName: 'max' });
  const offset = wholeNumber(query, 'offset', 0);
  const found = accounts.filter(filterOf(query));
  const link = (rel: string, to: number): string => {
    const target = new URL(url);
    target.searchParams.set('offset', String(to));
    return `<${target.href}>; rel="${rel}"`;
  };
  const links = [
    ...(offset + max < found.length ? [link('next', offset + max)] : []),
    ...(offset > 0 ? [link('first', 0), link('prev', Math.max(0, offset - max))] : []),
  ];
  return { accounts: found.slice(offset, offset + max), links: links.length > 0 ? links.join(', ') : null };
};

const filterOf = (query: URLSearchParams): ((account: StoredAccount) => boolean) => {
  const statuses = wantedStatuses(query.get('status'));
  const createdAfter = instant(query, 'after');
  const changedAfter = instant(query, 'lastStatusChange');
  const personId = query.get('personId');
  return ({ fields, status, personUuid, created, lastStatusChange }) =>
    sameText(query.get('userId'), fields.userId) &&
    sameText(query.get('email'), fields.email) &&
    same(query.get('provisioningId'), fields.provisioningId) &&
    same(query.get('spEnterpriseId'), fields.spEnterpriseId) &&
    (personId === null || (status === 'provisioned' && personId === publicId('PEOPLE', personUuid))) &&
    (query.get('selfActivated') ?? 'false') === 'false' &&
    (statuses === null || statuses.includes(status)) &&
    (createdAfter === null || created > createdAfter) &&
    (changedAfter === null || lastStatusChange > changedAfter);
};

const same = (wanted: string | null, actual: string | undefined): boolean => wanted === null || wanted === actual;
const sameText = (wanted: string | null, actual: string | undefined): boolean => wanted === null || wanted.toLowerCase() === actual?.toLowerCase();

const wantedStatuses = (text: string | null): string[] | null => {
  if (text === null) return null;
  const wanted = text.split(',');
  const unknown = wanted.find((status) => !STATUSES.some((known) => known === status));
  if (unknown !== undefined) throw new Refusal(400, `There is no status ${unknown}.`, { errorCode: 1002, fieldName: 'status' });
  return wanted;
};

/** Epoch milliseconds, which the published API prefers, or an ISO 8601 date. */
const instant = (query: URLSearchParams, name: string): number | null => {
  const text = query.get(name);
  if (text === null) return null;
  const ms = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isNaN(ms)) throw new Refusal(400, `${name} must be a date.`, { errorCode: 1002, fieldName: name });
  return ms;
};

const wholeNumber = (query: URLSearchParams, name: string, otherwise: number): number => {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw new Refusal(400, `${name} must be a whole number.`, { errorCode: 1002, fieldName: name });
  return Number(text);
};
