import { momentOf } from '../moments.ts';
import type { ApiClientUpdate } from './update-api-client.ts';

/** The body of a change: a moment that is absent stays, null is never. */
export const readChanges = ({ expiresAt, ...rest }: { name?: string; scopes?: string[]; expiresAt?: string | null }): ApiClientUpdate => ({ ...rest, ...(expiresAt !== undefined && { expiresAt: expiresAt === null ? null : momentOf('expiresAt', expiresAt) }) });
