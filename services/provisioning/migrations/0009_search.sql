-- Both come with PostgreSQL and may be created by the owner of a database.
create extension if not exists pg_trgm;
--> statement-breakpoint
create extension if not exists btree_gin;
--> statement-breakpoint
-- LIKE may not run before row-level security has spoken, so under it a search would read every row of the provider. This function searches
-- as a role that may read all rows, and therefore names the provider itself: the one of the transaction, never one it is given.
create function search_subscribers(needle text) returns setof subscribers
language plpgsql stable strict security definer parallel safe rows 1000
set search_path = pg_catalog, public, pg_temp
as $$
declare
  tenant constant uuid := nullif(current_setting('app.provider_id', true), '')::uuid;
  plain constant text := replace(replace(replace(needle, '\', '\\'), '%', '\%'), '_', '\_');
begin
  if tenant is null or needle !~ '[[:alnum:]]' then
    return;
  end if;
  if length(needle) < 3 then
    -- Too short for three letters anywhere: the beginning of a word.
    return query select s.* from public.subscribers s where s.provider_id = tenant and (s.search_folded like plain || '%' or s.search_folded like '% ' || plain || '%');
  else
    return query select s.* from public.subscribers s where s.provider_id = tenant and s.search_folded like '%' || plain || '%';
  end if;
end $$;
--> statement-breakpoint
revoke all on function search_subscribers(text) from public;
--> statement-breakpoint
grant execute on function search_subscribers(text) to vestibule_app;
--> statement-breakpoint
grant create on schema public to vestibule_system;
--> statement-breakpoint
alter function search_subscribers(text) owner to vestibule_system;
--> statement-breakpoint
revoke create on schema public from vestibule_system;

--> statement-breakpoint
-- Who waits for an address has none. Without knowing that, a list of them by address would look through everybody else's first.
create statistics subscribers_status_email (mcv) on status, email from subscribers;
