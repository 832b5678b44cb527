-- The owner sees no rows of a table that is closed to it; closed again when the rights are granted.
ALTER TABLE "webhook_endpoints" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "events" DROP COLUMN "thing_id", ADD COLUMN "thing_id" uuid GENERATED ALWAYS AS (coalesce(data->>'adminId', data->>'apiClientId', data->>'clusterId', data->>'connectorId', data->>'identityProviderId', data->>'bulkOperationId', data->>'webhookId')::uuid) STORED;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD COLUMN "replay_id" uuid;--> statement-breakpoint
ALTER TABLE "webhook_endpoints" ADD COLUMN "previous_signing_key_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "webhook_endpoints" ADD COLUMN "replay" jsonb;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_of_replay" ON "webhook_deliveries" USING btree ("provider_id","webhook_id","replay_id") WHERE state = 'pending' and replay_id is not null;--> statement-breakpoint
CREATE INDEX "events_by_thing" ON "events" USING btree ("provider_id","thing_id","id") WHERE thing_id is not null;--> statement-breakpoint
UPDATE "webhook_endpoints" SET "previous_signing_key_until" = "previous_until";--> statement-breakpoint
-- What is being sent once more at this moment goes on; how much it is was not counted.
UPDATE "webhook_endpoints" SET "replay" = jsonb_build_object('id', gen_random_uuid(), 'failedOnly', false, 'from', to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'to', to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'startedAt', to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'total', null, 'taken', 0) WHERE "replay_to" IS NOT NULL;
