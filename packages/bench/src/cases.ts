import type pg from 'pg';

/** One question, as the console asks it and as somebody would write it in SQL. `$1` is the provider. */
export type Case = { name: string; path: string; sql: string; values?: unknown[] };

type Facts = { templateId: string; customerId: string; smallCustomerId: string };

const since = 'order by last_status_change desc nulls last, id desc nulls last limit 51';
const list = (condition: string, order = since): string => `select * from subscribers where provider_id = $1${condition && ` and ${condition}`} ${order}`;
const counts = (condition: string): string =>
  ['pending_email_input', 'pending_email_validation', 'pending_user_migration', 'provisioning', 'provisioned', 'updating', 'error']
    .map((status) => `select count(*) from (select 1 from subscribers where provider_id = $1 and status = '${status}'${condition && ` and ${condition}`} limit 10000) as counted`)
    .join(' union all ');
const like = (q: string) => (q.length < 3 ? `(search_folded like '${q}%' or search_folded like '% ${q}%')` : `search_folded like '%${q}%'`);

/** What is compared: the first page under every filter and order, searches, counts. */
export function casesFor({ templateId, customerId, smallCustomerId }: Facts): Case[] {
  const filters: [name: string, query: string, condition: string][] = [
    ['first page', '', ''],
    ['status: error', 'status=error', `status = 'error'`],
    ['status: three of them', 'status=error,updating,provisioning', `status in ('error', 'updating', 'provisioning')`],
    ['without provisioned', 'excludeProvisioned=true', `status <> 'provisioned'`],
    ['package: 2 % have it', 'package=premium', `package = 'premium'`],
    ['a template', `templateId=${templateId}`, `template_id = '${templateId}'`],
    ['a large customer', `customerId=${customerId}`, `customer_id = '${customerId}'`],
    ['a small customer', `customerId=${smallCustomerId}`, `customer_id = '${smallCustomerId}'`],
    ['template, error, package', `templateId=${templateId}&status=error&package=premium`, `template_id = '${templateId}' and status = 'error' and package = 'premium'`],
  ];
  const orders: [sort: string, sql: string][] = [
    ['lastStatusChange', 'last_status_change asc nulls first, id asc nulls first'], ['userId', 'user_id, id'], ['-userId', 'user_id desc, id desc'], ['name', 'name_folded, id'], ['-name', 'name_folded desc, id desc'], ['email', 'email, id'], ['-email', 'email desc nulls last, id desc'],
  ];
  const terms: [name: string, q: string][] = [['in every row', 'example'], ['1 in 20', 'martin'], ['1 in 1,000', 'wolkenstein'], ['a handful', 'yamamoto99'], ['nobody', 'nothinghere'], ['one letter', 'z'], ['two letters', 'xi']];
  return [
    ...filters.map(([name, query, condition]) => ({ name: `list, ${name}`, path: `/v1/subscribers?${query}`, sql: list(condition) })),
    ...orders.map(([sort, order]) => ({ name: `list by ${sort}`, path: `/v1/subscribers?sort=${sort}`, sql: list('', `order by ${order} limit 51`) })),
    { name: 'list of errors by name', path: '/v1/subscribers?status=error&sort=name', sql: list(`status = 'error'`, 'order by name_folded, id limit 51') },
    ...terms.map(([name, q]) => ({ name: `search "${q}" (${name})`, path: `/v1/subscribers?q=${q}`, sql: list(like(q)) })),
    { name: 'search "wolkenstein" by name', path: '/v1/subscribers?q=wolkenstein&sort=name', sql: list(like('wolkenstein'), 'order by name_folded, id limit 51') },
    { name: 'search "martin" among errors', path: '/v1/subscribers?q=martin&status=error', sql: list(`status = 'error' and ${like('martin')}`) },
    { name: 'counts, everybody', path: '/v1/subscribers/counts', sql: counts('') },
    { name: 'counts, a template', path: `/v1/subscribers/counts?templateId=${templateId}`, sql: counts(`template_id = '${templateId}'`) },
    { name: 'counts, a package', path: '/v1/subscribers/counts?package=premium', sql: counts(`package = 'premium'`) },
    ...terms.slice(0, 3).map(([name, q]) => ({ name: `counts, search "${q}" (${name})`, path: `/v1/subscribers/counts?q=${q}`, sql: counts(like(q)) })),
  ];
}

/** The thousandth page of fifty, or the last that begins with one of five hundred: the api goes on from a cursor, SQL from the key it stands for. */
export async function deepPage(client: pg.Client, providerId: string, get: (path: string) => Promise<unknown>): Promise<Case> {
  let cursor = '';
  let read = 0;
  for (let next: string | null = ''; next !== null && read < 50_000; read += 500) {
    cursor = next && `&cursor=${encodeURIComponent(next)}`;
    ({ nextCursor: next } = (await get(`/v1/subscribers?limit=500${cursor}`)) as { nextCursor: string | null });
    if (next !== null && read + 500 >= 50_000) cursor = `&cursor=${encodeURIComponent(next)}`;
  }
  const { rows } = await client.query(`select last_status_change::text as at, id from subscribers where provider_id = $1 order by last_status_change desc nulls last, id desc nulls last limit 1 offset $2`, [providerId, Math.min(read, 50_000) - 1]);
  return { name: `list, page ${(read / 50).toLocaleString('en')} by cursor`, path: `/v1/subscribers?limit=50${cursor}`, sql: list('(last_status_change, id) < ($2, $3)'), values: [rows[0]?.at, rows[0]?.id] };
}

export async function factsOf(client: pg.Client, providerId: string): Promise<Facts> {
  const one = async (sql: string) => (await client.query<{ id: string }>(sql, [providerId])).rows[0]?.id ?? '';
  const byCustomer = 'select customer_id as id from subscribers where provider_id = $1 group by 1 order by count(*)';
  return { templateId: await one('select id from templates where provider_id = $1 order by name limit 1'), customerId: await one(`${byCustomer} desc limit 1`), smallCustomerId: await one(`${byCustomer} limit 1`) };
}
