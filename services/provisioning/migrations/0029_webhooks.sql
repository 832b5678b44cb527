CREATE TABLE "webhook_attempts" (
	"provider_id" uuid NOT NULL,
	"webhook_id" uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"duration_ms" integer NOT NULL,
	"outcome" text NOT NULL,
	"status" integer,
	"detail" text,
	"reply" text,
	CONSTRAINT "webhook_attempts_provider_id_webhook_id_delivery_id_number_pk" PRIMARY KEY("provider_id","webhook_id","delivery_id","number")
);
--> statement-breakpoint
ALTER TABLE "webhook_attempts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"provider_id" uuid NOT NULL,
	"webhook_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"sequence" bigint,
	"type" text NOT NULL,
	"order_key" uuid NOT NULL,
	"state" text NOT NULL,
	"step" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	"resume_at" timestamp (3) with time zone,
	"last_outcome" text,
	"last_status" integer,
	"created_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "webhook_deliveries_provider_id_webhook_id_id_pk" PRIMARY KEY("provider_id","webhook_id","id")
);
--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "webhook_endpoints" (
	"provider_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"url" text NOT NULL,
	"description" text NOT NULL,
	"types" text[] NOT NULL,
	"state" text NOT NULL,
	"disabled_reason" text,
	"disabled_at" timestamp (3) with time zone,
	"secret_sealed" text NOT NULL,
	"signing_key_sealed" text NOT NULL,
	"previous_secret_sealed" text,
	"previous_signing_key_sealed" text,
	"previous_until" timestamp (3) with time zone,
	"public_key" text NOT NULL,
	"cursor" bigint NOT NULL,
	"is_full" boolean DEFAULT false NOT NULL,
	"replay_cursor" bigint,
	"replay_to" bigint,
	"due_at" timestamp (3) with time zone,
	"lease_until" timestamp (3) with time zone,
	"lease" integer DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp (3) with time zone,
	"last_success_at" timestamp (3) with time zone,
	"last_failure_at" timestamp (3) with time zone,
	"created_by" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "webhook_endpoints_provider_id_id_pk" PRIMARY KEY("provider_id","id")
);
--> statement-breakpoint
ALTER TABLE "webhook_endpoints" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "webhook_attempts" ADD CONSTRAINT "webhook_attempts_delivery" FOREIGN KEY ("provider_id","webhook_id","delivery_id") REFERENCES "public"."webhook_deliveries"("provider_id","webhook_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_endpoint" FOREIGN KEY ("provider_id","webhook_id") REFERENCES "public"."webhook_endpoints"("provider_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_in_order" ON "webhook_deliveries" USING btree ("provider_id","webhook_id","order_key","sequence") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "webhook_deliveries_due" ON "webhook_deliveries" USING btree ("provider_id","webhook_id","next_attempt_at") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "webhook_deliveries_by_state" ON "webhook_deliveries" USING btree ("provider_id","webhook_id","state","id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_by_thing" ON "webhook_deliveries" USING btree ("provider_id","webhook_id","order_key","id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_by_age" ON "webhook_deliveries" USING btree ("created_at");--> statement-breakpoint
CREATE POLICY "system_reads" ON "event_heads" AS PERMISSIVE FOR SELECT TO "vestibule_system" USING (true);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "webhook_attempts" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "webhook_deliveries" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_reads" ON "webhook_deliveries" AS PERMISSIVE FOR SELECT TO "vestibule_system" USING (true);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "webhook_endpoints" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_reads" ON "webhook_endpoints" AS PERMISSIVE FOR SELECT TO "vestibule_system" USING (true);