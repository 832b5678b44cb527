import type { Services } from '../context.ts';
import { withTenant } from '../db/db.ts';
import { findProvidersNamed } from './store.ts';

/** Of all tenants, by id or by name; two at most, since names need not be unique. */
export const findProviderNamed = ({ pool }: Pick<Services, 'pool'>, named: string): Promise<{ id: string; name: string }[]> => withTenant(pool, 'system', (db) => findProvidersNamed(db, named, 2));
