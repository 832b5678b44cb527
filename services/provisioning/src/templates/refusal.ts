import { violatesUnique } from '../db/db.ts';
import { violatesForeignKey } from '../db/foreign-key.ts';
import { problem } from '../problems.ts';

/**
 * The database's refusals of a template as what they mean: a name given, or a cluster or connector deleted, at this very moment.
 * @throws template.name_taken, cluster.not_found, connector.not_found, or the error itself
 */
export function asRefusal(error: unknown): never {
  if (violatesUnique(error, 'templates_name')) throw problem('template.name_taken');
  if (violatesForeignKey(error, 'templates_cluster')) throw problem('cluster.not_found');
  throw violatesForeignKey(error, 'templates_connector') ? problem('connector.not_found') : error;
}
