-- What an identity system calls a user is joined to the user by the BroadWorks id, and follows when that changes. Where it speaks of
-- somebody else of the new id already, both stay as they are.
CREATE FUNCTION follow_user_id() RETURNS trigger LANGUAGE plpgsql AS $$
begin
  update scim_users set user_id = new.user_id, version = version + 1
  where provider_id = new.provider_id and template_id = new.template_id and user_id = old.user_id and deleted_at is null
    and not exists (select from scim_users other where other.provider_id = new.provider_id and other.template_id = new.template_id and other.user_id = new.user_id and other.deleted_at is null);
  return null;
end $$;--> statement-breakpoint
CREATE TRIGGER scim_user_follows AFTER UPDATE OF user_id ON subscribers FOR EACH ROW WHEN (old.user_id IS DISTINCT FROM new.user_id) EXECUTE FUNCTION follow_user_id();
