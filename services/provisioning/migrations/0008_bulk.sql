CREATE TABLE "bulk_items" (
	"provider_id" uuid NOT NULL,
	"bulk_operation_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"subscriber_id" uuid,
	"user_id" text,
	"email" text collate "C",
	"line" integer,
	"state" text NOT NULL,
	"code" text,
	"at" timestamp (3) with time zone,
	CONSTRAINT "bulk_items_provider_id_bulk_operation_id_position_pk" PRIMARY KEY("provider_id","bulk_operation_id","position")
);
--> statement-breakpoint
ALTER TABLE "bulk_items" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "bulk_operations" (
	"provider_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"action" text NOT NULL,
	"work" jsonb NOT NULL,
	"source" text NOT NULL,
	"filter" jsonb,
	"file_name" text,
	"file_hash" text,
	"actor_kind" text NOT NULL,
	"actor_id" uuid NOT NULL,
	"actor_name" text NOT NULL,
	"state" text NOT NULL,
	"stop_reason" text,
	"collected" boolean NOT NULL,
	"last_collected_id" uuid,
	"total" integer DEFAULT 0 NOT NULL,
	"succeeded" integer DEFAULT 0 NOT NULL,
	"skipped" integer DEFAULT 0 NOT NULL,
	"failed" integer DEFAULT 0 NOT NULL,
	"reasons" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"trace_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "bulk_operations_provider_id_id_pk" PRIMARY KEY("provider_id","id")
);
--> statement-breakpoint
ALTER TABLE "bulk_operations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "bulk_items" ADD CONSTRAINT "bulk_items_operation" FOREIGN KEY ("provider_id","bulk_operation_id") REFERENCES "public"."bulk_operations"("provider_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "bulk_items_once" ON "bulk_items" USING btree ("provider_id","bulk_operation_id","subscriber_id");--> statement-breakpoint
CREATE INDEX "bulk_items_by_state" ON "bulk_items" USING btree ("provider_id","bulk_operation_id","state","position");--> statement-breakpoint
CREATE INDEX "bulk_operations_due" ON "bulk_operations" USING btree ("next_attempt_at") WHERE state = 'running';--> statement-breakpoint
CREATE INDEX "bulk_operations_held" ON "bulk_operations" USING btree ("provider_id","lease_until") WHERE lease_until is not null;--> statement-breakpoint
CREATE INDEX "bulk_operations_file" ON "bulk_operations" USING btree ("provider_id","file_hash") WHERE file_hash is not null;--> statement-breakpoint
CREATE POLICY "tenant_only" ON "bulk_items" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "bulk_operations" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_reads" ON "bulk_operations" AS PERMISSIVE FOR SELECT TO "vestibule_system" USING (true);