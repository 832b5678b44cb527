ALTER TABLE "subscribers" ADD COLUMN "timezone" text;--> statement-breakpoint
CREATE INDEX "subscribers_created" ON "subscribers" USING btree ("provider_id","created_at","id");--> statement-breakpoint
CREATE INDEX "subscribers_self_activated" ON "subscribers" USING btree ("provider_id","self_activated","created_at","id");