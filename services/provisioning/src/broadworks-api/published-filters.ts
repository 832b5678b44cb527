import { problem } from '../problems.ts';
import type { Search } from '../subscribers/search-query.ts';
import { statuses } from '../subscribers/subscriber.ts';
import { templateIdFrom } from '../templates/template.ts';
import { readPublishedMoment } from './published-form.ts';

export const invalid = (field: string, message: string) => problem('request.invalid', { errors: [{ pointer: `/${field}`, message }] });

/** @throws request.invalid when it can not be the provisioning id of one of the provider's templates */
export function templateOf(providerId: string, provisioningId: string): string {
  const id = templateIdFrom(provisioningId, providerId);
  if (!id) throw invalid('provisioningId', 'provisioningId is not known');
  return id;
}

/**
 * Ways to read a value in which + has a meaning: as every form does, where + stands for a space, and with + as it was sent. Programs
 * forget to escape it, and the ids of customers are made of it.
 * @param url the request's path with its query, as it was sent
 */
export function readings(url: string, field: string): readonly string[] {
  const query = url.slice(url.indexOf('?') + 1);
  const found = [query, query.replaceAll('+', '%2B')].flatMap((text) => new URLSearchParams(text).get(field) ?? []);
  return [...new Set(found)];
}

export type SearchQuery = { [K in 'userId' | 'personId' | 'email' | 'provisioningId' | 'spEnterpriseId' | 'status' | 'lastStatusChange' | 'after']?: string } & { selfActivated?: boolean };

/** The published filters in our terms. @throws request.invalid naming the filter */
export function searchFrom(query: SearchQuery, { url, providerId }: { url: string; providerId: string }): Search {
  const words = query.status?.split(',').map((word) => word.trim());
  const unknown = words?.find((word) => !statuses.some((status) => status === word));
  if (unknown !== undefined) throw invalid('status', `status has no value "${unknown}"`);
  return {
    userId: withPlus(query.userId),
    personId: withPlus(query.personId),
    email: withPlus(query.email),
    selfActivated: query.selfActivated,
    spEnterpriseIds: query.spEnterpriseId === undefined ? undefined : readings(url, 'spEnterpriseId'),
    templateId: query.provisioningId === undefined ? undefined : templateOf(providerId, query.provisioningId),
    status: words && statuses.filter((status) => words.includes(status)),
    createdAfter: momentOf('after', query.after),
    changedAfter: momentOf('lastStatusChange', query.lastStatusChange),
  };
}

/** An unescaped + arrives as a space, which these never hold. */
const withPlus = (text: string | undefined): string | undefined => text?.replaceAll(' ', '+');

function momentOf(field: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const moment = readPublishedMoment(text);
  if (!moment) throw invalid(field, `${field} takes epoch milliseconds or ISO 8601, of a date that exists`);
  return moment;
}
