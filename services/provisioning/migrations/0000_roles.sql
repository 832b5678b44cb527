-- Two roles that log in as nobody: every transaction of the product takes one of them on and thereby gives up the owner's rights.
-- Roles belong to the whole server, so another database may have made them already, even at this moment.
do $$
declare
  name text;
begin
  foreach name in array array['vestibule_app', 'vestibule_system'] loop
    begin
      execute format('create role %I nologin nosuperuser nobypassrls nocreatedb nocreaterole', name);
    exception when duplicate_object or unique_violation then
      null;
    end;
    execute format('grant %I to %I', name, current_user);
  end loop;
end $$;
