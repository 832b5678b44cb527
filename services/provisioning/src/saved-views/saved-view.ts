import type { Sort } from '../subscribers/list-options.ts';

/** What a view can show of a user; the words of the list's address in the console. */
export const viewColumns = ['userId', 'name', 'customer', 'email', 'package', 'status', 'since', 'template', 'phone', 'extension', 'created', 'reference'] as const;

/** How the list of users is narrowed, ordered and shown: the query of its address. */
export type ViewQuery = {
  templateId?: string;
  customerId?: string;
  status?: string;
  package?: string;
  reason?: string;
  unchangedFor?: number;
  excludeProvisioned?: boolean;
  q?: string;
  sort?: Sort;
  columns?: string;
  limit?: number;
};

/** More than anybody finds again in a menu; it keeps a program gone wild from filling the table. */
export const MOST_VIEWS = 100;
