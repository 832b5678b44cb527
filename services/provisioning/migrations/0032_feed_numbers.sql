-- The owner sees no rows of a table that is closed to it; closed again when the rights are granted.
ALTER TABLE "events" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "event_links" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "event_heads" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "webhook_endpoints" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "event_links" ADD COLUMN "number" bigint;--> statement-breakpoint
-- What is there already gets numbers that end where the chain ends: without gaps, and a number somebody was given before leads to the same
-- event or to an earlier one. So whoever goes on from it may be told something twice, and misses nothing.
UPDATE "event_links" l SET "number" = n."number" FROM (
	SELECT l."provider_id", l."sequence", h."sequence" + 1 - row_number() OVER (PARTITION BY l."provider_id" ORDER BY l."sequence" DESC) AS "number"
	FROM "event_links" l
	JOIN "event_heads" h ON h."provider_id" = l."provider_id"
	JOIN "events" e ON e."provider_id" = l."provider_id" AND e."id" = l."event_id"
	WHERE e."type" NOT IN ('subscriber.code_refused', 'subscriber.mail_resent', 'subscriber.reminded', 'message.queued', 'message.accepted', 'message.deferred', 'message.delayed', 'template.scim_token_made', 'template.scim_old_token_ended', 'template.scim_switched_off', 'template.scim_changed', 'customer.first_admin_reminded', 'connector.token_renewed', 'connector.comparison_started', 'export.downloaded', 'export.deleted', 'sign_in.local_accounts_changed', 'provider.portal_address_changed')
		AND e."type" NOT LIKE 'admin.%' AND e."type" NOT LIKE 'identity\_provider.%' AND e."type" NOT LIKE 'api\_client.%'
) n WHERE n."provider_id" = l."provider_id" AND n."sequence" = l."sequence";--> statement-breakpoint
CREATE UNIQUE INDEX "event_links_number" ON "event_links" USING btree ("provider_id","number") WHERE number is not null;--> statement-breakpoint
ALTER TABLE "event_heads" ADD COLUMN "number" bigint;--> statement-breakpoint
ALTER TABLE "event_heads" ADD COLUMN "numbered_to" bigint;--> statement-breakpoint
UPDATE "event_heads" SET "number" = "sequence", "numbered_to" = "sequence";--> statement-breakpoint
ALTER TABLE "event_heads" ALTER COLUMN "number" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "event_heads" ALTER COLUMN "numbered_to" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "event_heads" ADD CONSTRAINT "event_heads_numbered" CHECK (numbered_to = sequence);--> statement-breakpoint
-- The last number on the feed up to a place in the chain: so many before the newest as were told since.
CREATE FUNCTION pg_temp.number_at(provider uuid, place bigint) RETURNS bigint LANGUAGE sql AS $$
	SELECT coalesce((SELECT max("sequence") FROM "event_heads" WHERE "provider_id" = provider), 0)
		- (SELECT count(*) FROM "event_links" WHERE "provider_id" = provider AND "sequence" > place AND "number" IS NOT NULL) $$;--> statement-breakpoint
UPDATE "webhook_endpoints" SET "cursor" = pg_temp.number_at("provider_id", "cursor"), 
	"replay_cursor" = CASE WHEN "replay_cursor" IS NOT NULL THEN pg_temp.number_at("provider_id", "replay_cursor") END,
	"replay_to" = CASE WHEN "replay_to" IS NOT NULL THEN pg_temp.number_at("provider_id", "replay_to") END;--> statement-breakpoint
UPDATE "webhook_deliveries" d SET "sequence" = l."number" FROM "event_links" l WHERE d."sequence" IS NOT NULL AND l."provider_id" = d."provider_id" AND l."event_id" = d."id";
