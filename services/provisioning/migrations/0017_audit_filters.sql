ALTER TABLE "admins" ADD COLUMN "theme" text;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "customer_id" uuid;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "thing_id" uuid GENERATED ALWAYS AS (coalesce(data->>'adminId', data->>'apiClientId', data->>'clusterId', data->>'connectorId', data->>'identityProviderId', data->>'bulkOperationId')::uuid) STORED;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "search" text collate "C";--> statement-breakpoint
CREATE INDEX "events_by_actor_id" ON "events" USING btree ("provider_id","actor_id","id") WHERE actor_id is not null;--> statement-breakpoint
CREATE INDEX "events_by_customer" ON "events" USING btree ("provider_id","customer_id","id") WHERE customer_id is not null;--> statement-breakpoint
CREATE INDEX "events_by_thing" ON "events" USING btree ("provider_id","thing_id","id") WHERE thing_id is not null;--> statement-breakpoint
CREATE INDEX "events_search" ON "events" USING gin ("provider_id","search" gin_trgm_ops) WHERE search is not null;--> statement-breakpoint
CREATE POLICY "system_reads" ON "events" AS PERMISSIVE FOR SELECT TO "vestibule_system" USING (true);