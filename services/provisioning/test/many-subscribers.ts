import type { TestProvider } from './factories.ts';
import type { Harness } from './harness.ts';

/** Adds so many subscribers to a provider as the database alone can make them: 92 in a hundred provisioned, a few called Quokkawitz. */
export async function fillList(h: Pick<Harness, 'pool'>, provider: TestProvider, rows: number): Promise<{ templateId: string; customerId: string }> {
  const template = await provider.newTemplate();
  const user = await provider.handOver({ template });
  await h.pool.query(
    `insert into customers (provider_id, id, sp_enterprise_id, name, template_id, created_at) select $1, gen_random_uuid(), 'SP1+made' || i, 'made', $2, now() from generate_series(1, 200) i`,
    [provider.id, template.id],
  );
  await h.pool.query(
    `insert into subscribers (provider_id, id, template_id, customer_id, cluster_id, user_id, sp_enterprise_id, first_name, last_name, name_folded, search_folded, email, package, status, errors, created_at, last_status_change)
     select $1, id, $2, customer, $3, 'user' || i || '@sp.example', 'SP1+made', first, 'Díaz', lower(first) || ' diaz', 'user' || i || '@sp.example ' || lower(first) || ' diaz ' || coalesce(mail, '') || ' ' || right(id::text, 8),
       mail, case when i % 50 = 0 then 'premium' else 'basic' end, case when i % 100 < 92 then 'provisioned' when i % 100 < 97 then 'pending_email_input' else 'error' end, '[]', now() - i * interval '1 minute' - interval '1 day', now() - i * interval '1 minute'
     from (
       select i, gen_random_uuid() as id, case when i % 100 >= 92 and i % 100 < 97 then null else 'user' || i || '@example.com' end as mail,
         case when i % 3000 = 7 then 'Quokkawitz' else (array['Ana', 'Björn', 'Chloé', 'Dagmar', 'Émile'])[1 + i % 5] end as first,
         (select array_agg(id) from customers where provider_id = $1 and template_id = $2) as customers from generate_series(1, $4::int) i
     ) made cross join lateral (select customers[1 + i % array_length(customers, 1)] as customer) c`,
    [provider.id, template.id, provider.cluster.id, rows],
  );
  await h.pool.query('vacuum analyze subscribers');
  await h.pool.query('analyze customers');
  const { rows: found } = await h.pool.query<{ id: string }>(`select id from customers where provider_id = $1 and sp_enterprise_id = 'SP1+made7'`, [provider.id]);
  return { templateId: user.template.id, customerId: found[0]?.id ?? '' };
}
