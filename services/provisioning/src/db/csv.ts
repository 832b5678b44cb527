import { type SQL, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';

const dialect = new PgDialect();

export type CsvEncoding = 'spreadsheet' | 'raw';
export type CsvDelimiter = ',' | ';';

/** A cell that a spreadsheet does not run as a formula: an apostrophe stands before what would start one. `raw` leaves it as it is. */
export const safeCell = (value: SQL, encoding: CsvEncoding): SQL => (encoding === 'raw' ? value : sql`case when ${value} ~ '^[=+@\\t\\r-]' then '''' || ${value} else ${value} end`);

/** A moment as ISO 8601 with milliseconds, UTC. */
export const momentCell = (column: SQL): SQL => sql`to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The columns of a file, each under its name. */
export const cellsOf = (cells: readonly (readonly [name: string, value: SQL])[]): SQL => sql.join(cells.map(([name, value]) => sql`${value} as ${sql.identifier(name)}`), sql`, `);

/** The statement that writes a query as CSV (RFC 4180), so that no row passes through our own code. */
export const copyOf = (query: SQL, delimiter: CsvDelimiter): string => `copy (${inlined(query)}) to stdout with (format csv, header, delimiter '${delimiter}')`;

/** COPY takes no parameters: the values are written into the text, quoted by the dialect that would have sent them. */
function inlined(query: SQL): string {
  const { sql: text, params } = dialect.sqlToQuery(query.inlineParams());
  if (params.length > 0) throw new Error('a parameter was left in an export query');
  return text;
}
