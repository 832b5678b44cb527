export { startPostgres } from './start-postgres.ts';
export type { RunningPostgres, StartOptions } from './start-postgres.ts';
