import { integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { moment, providerId, systemReads, tenantOnly } from '../db/columns.ts';
import type { Tallied } from './tallied.ts';

/**
 * One row for each thing counted, written in the transaction of what it counts. Nothing is shared, so that counting never makes
 * two transactions wait for each other; the worker folds the rows into `tallies` soon after.
 */
export const tallyMarks = pgTable(
  'tally_marks',
  {
    providerId: providerId(),
    id: uuid('id').notNull(),
    what: text('what').$type<Tallied>().notNull(),
    period: moment('period').notNull(),
    subjectId: uuid('subject_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.providerId, table.id] }), tenantOnly(), systemReads()],
);

/** How often it happened to a template on a day, or to a connector in an hour. The whole truth is this plus the marks. */
export const tallies = pgTable(
  'tallies',
  {
    providerId: providerId(),
    what: text('what').$type<Tallied>().notNull(),
    period: moment('period').notNull(),
    subjectId: uuid('subject_id').notNull(),
    count: integer('count').notNull(),
  },
  (table) => [primaryKey({ columns: [table.providerId, table.what, table.period, table.subjectId] }), tenantOnly()],
);
