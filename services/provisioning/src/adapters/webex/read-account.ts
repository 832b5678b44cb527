import type { CloudAccount } from '../../provisioning/cloud.ts';
import { type Package, packages } from '../../subscribers/subscriber.ts';

type Json = { readonly [name: string]: unknown };

/** The published record, read leniently: unknown fields are passed over, and only what an account cannot do without must be there. */
export function readAccount(value: unknown): CloudAccount | null {
  if (!isJson(value)) return null;
  const ref = textOf(value['id']);
  const status = textOf(value['status']);
  const pack = packageOf(value['package']);
  if (!ref || !status || !pack) return null;
  const state = stateOf(status);
  return {
    ref,
    personId: textOf(value['personId']),
    state,
    package: pack,
    email: textOf(value['email']),
    failure: state === 'failed' ? failureOf(value, status) : null,
  };
}

/** The records of a list answer, unread, or null when it is no list. */
export function recordsOf(value: unknown): Json[] | null {
  const list = isJson(value) ? (value['subscribers'] ?? value['items']) : null;
  return Array.isArray(list) ? list.filter(isJson) : null;
}

/** The published answer of a pre-check that found nothing: its `info` is an object in the schema and a list in the examples. */
export const isPrecheckPassed = (value: unknown): boolean => isJson(value) && typeof value['info'] === 'object' && value['info'] !== null;

/** The first error of a refusal: `{message, errors: [{errorCode, description}], trackingId}`. */
export function readRefusal(value: unknown): { errorCode: number | null; description: string | null; trackingId: string | null } {
  const body = isJson(value) ? value : {};
  const first = firstError(body);
  return {
    errorCode: numberOf(first?.['errorCode']) ?? numberOf(body['errorCode']),
    description: textOf(first?.['description']) ?? textOf(body['message']),
    trackingId: textOf(body['trackingId']),
  };
}

/** Is this the record of exactly this person in this template? BroadWorks does not tell user ids apart by case; provisioning ids are opaque. */
export function isRecordOf(record: Json, { userId, provisioningId }: { userId: string; provisioningId: string }): boolean {
  const template = textOf(record['provisioningId']);
  return textOf(record['userId'])?.toLowerCase() === userId.toLowerCase() && (template === null || template === provisioningId);
}

/** An unknown status counts as work in progress: it ends by itself or by our own time-out, and never in a second account. */
function stateOf(status: string): CloudAccount['state'] {
  switch (status) {
    case 'provisioned':
      return 'ready';
    case 'pending_user_migration':
      return 'waiting_for_consent';
    case 'error':
    // The platform waits for an address although we gave one: its own template does not trust addresses. Waiting would not help.
    case 'pending_email_input':
    case 'pending_email_validation':
      return 'failed';
    default:
      return 'in_progress';
  }
}

function failureOf(record: Json, status: string): CloudAccount['failure'] {
  const first = firstError(record);
  if (first) return { errorCode: numberOf(first['errorCode']), description: textOf(first['description']) ?? '' };
  if (status === 'error') return { errorCode: null, description: '' };
  return { errorCode: null, description: `The cloud platform stopped at ${status}: its template must trust e-mail addresses, since ours are already verified.` };
}

function firstError(record: Json): Json | null {
  const errors = record['errors'];
  const first: unknown = Array.isArray(errors) ? errors[0] : null;
  return isJson(first) ? first : null;
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const packageOf = (value: unknown): Package | undefined => packages.find((known) => known === textOf(value)?.toLowerCase());

function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : null;
}
