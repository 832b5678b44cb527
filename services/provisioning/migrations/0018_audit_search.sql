-- As search_subscribers does: LIKE may not run before row-level security has spoken, so these search as a role that may read all rows and
-- name the provider themselves. They give no more ids than asked for; whoever gets that many knows that the term is a frequent one.
create function search_subscriber_ids(needle text, most int) returns setof uuid
language plpgsql stable strict security definer parallel safe rows 100
set search_path = pg_catalog, public, pg_temp
set plan_cache_mode = force_custom_plan
set enable_seqscan = off
set enable_indexscan = off
as $$
declare
  tenant constant uuid := nullif(current_setting('app.provider_id', true), '')::uuid;
  plain constant text := replace(replace(replace(needle, '\', '\\'), '%', '\%'), '_', '\_');
begin
  if tenant is null or length(needle) < 3 or needle !~ '[[:alnum:]]' then
    return;
  end if;
  return query select s.id from public.subscribers s where s.provider_id = tenant and s.search_folded like '%' || plain || '%' limit most;
end $$;
--> statement-breakpoint
create function search_event_ids(needle text, most int) returns setof uuid
language plpgsql stable strict security definer parallel safe rows 100
set search_path = pg_catalog, public, pg_temp
set plan_cache_mode = force_custom_plan
set enable_seqscan = off
set enable_indexscan = off
as $$
declare
  tenant constant uuid := nullif(current_setting('app.provider_id', true), '')::uuid;
  plain constant text := replace(replace(replace(needle, '\', '\\'), '%', '\%'), '_', '\_');
begin
  if tenant is null or length(needle) < 3 or needle !~ '[[:alnum:]]' then
    return;
  end if;
  return query select e.id from public.events e where e.provider_id = tenant and e.search like '%' || plain || '%' limit most;
end $$;
--> statement-breakpoint
revoke all on function search_subscriber_ids(text, int), search_event_ids(text, int) from public;
--> statement-breakpoint
grant execute on function search_subscriber_ids(text, int), search_event_ids(text, int) to vestibule_app;
--> statement-breakpoint
grant create on schema public to vestibule_system;
--> statement-breakpoint
alter function search_subscriber_ids(text, int) owner to vestibule_system;
--> statement-breakpoint
alter function search_event_ids(text, int) owner to vestibule_system;
--> statement-breakpoint
revoke create on schema public from vestibule_system;
