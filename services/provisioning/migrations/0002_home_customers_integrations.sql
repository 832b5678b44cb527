CREATE TABLE "tallies" (
	"provider_id" uuid NOT NULL,
	"what" text NOT NULL,
	"period" timestamp (3) with time zone NOT NULL,
	"subject_id" uuid NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "tallies_provider_id_what_period_subject_id_pk" PRIMARY KEY("provider_id","what","period","subject_id")
);
--> statement-breakpoint
ALTER TABLE "tallies" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "tally_marks" (
	"provider_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"what" text NOT NULL,
	"period" timestamp (3) with time zone NOT NULL,
	"subject_id" uuid NOT NULL,
	CONSTRAINT "tally_marks_provider_id_id_pk" PRIMARY KEY("provider_id","id")
);
--> statement-breakpoint
ALTER TABLE "tally_marks" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP INDEX "subscribers_by_customer";--> statement-breakpoint
ALTER TABLE "api_clients" ADD COLUMN "expires_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "api_clients" ADD COLUMN "created_by" jsonb;--> statement-breakpoint
ALTER TABLE "api_clients" ADD COLUMN "previous_secret_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "clusters" ADD COLUMN "last_check_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "clusters" ADD COLUMN "last_check" jsonb;--> statement-breakpoint
ALTER TABLE "connectors" ADD COLUMN "last_check_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "connectors" ADD COLUMN "last_check" jsonb;--> statement-breakpoint
ALTER TABLE "connectors" ADD COLUMN "last_success_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "connectors" ADD COLUMN "last_failure_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "connectors" ADD COLUMN "last_failure_code" text;--> statement-breakpoint
ALTER TABLE "connectors" ADD COLUMN "last_failure_detail" text;--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "name_folded" text collate "C" GENERATED ALWAYS AS (lower(regexp_replace(normalize(name, NFKD), '[\u0300-\u036f]', '', 'g'))) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "first_admin_subscriber_id" uuid;--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "first_admin_user_id" text;--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "first_admin_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "subscribers" ADD COLUMN "milestones" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "customers_by_name" ON "customers" USING btree ("provider_id","name_folded","id");--> statement-breakpoint
CREATE INDEX "subscribers_by_reason" ON "subscribers" USING btree ("provider_id","reason","last_status_change" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE reason is not null;--> statement-breakpoint
CREATE INDEX "subscribers_open_status" ON "subscribers" USING btree ("provider_id","status","last_status_change" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE status <> 'provisioned';--> statement-breakpoint
CREATE INDEX "subscribers_customer_status" ON "subscribers" USING btree ("provider_id","customer_id","status","last_status_change" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "tallies" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "tally_marks" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_reads" ON "tally_marks" AS PERMISSIVE FOR SELECT TO "vestibule_system" USING (true);