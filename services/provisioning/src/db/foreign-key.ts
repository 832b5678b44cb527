import pg from 'pg';

/** True when `error` is PostgreSQL's refusal to delete a row that others still point to, or to point to one that is gone; @param name which of them, or any. */
export function violatesForeignKey(error: unknown, name?: string): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof pg.DatabaseError && cause.code === '23503' && (name === undefined || cause.constraint === name);
}
