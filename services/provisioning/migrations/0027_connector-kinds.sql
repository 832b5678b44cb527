CREATE TABLE "connector_gates" (
	"provider_id" uuid NOT NULL,
	"connector_id" uuid NOT NULL,
	"state" text DEFAULT 'closed' NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"reason_code" text,
	"reason_detail" text,
	"opened_at" timestamp (3) with time zone,
	"probe_at" timestamp (3) with time zone,
	"probes" integer DEFAULT 0 NOT NULL,
	"paused_until" timestamp (3) with time zone,
	"eased_until" timestamp (3) with time zone,
	"next_slot_at" timestamp (3) with time zone,
	CONSTRAINT "connector_gates_provider_id_connector_id_pk" PRIMARY KEY("provider_id","connector_id")
);
--> statement-breakpoint
ALTER TABLE "connector_gates" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "drift_findings" (
	"provider_id" uuid NOT NULL,
	"subscriber_id" uuid NOT NULL,
	"connector_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"expected" text,
	"found" text,
	"found_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "drift_findings_provider_id_subscriber_id_pk" PRIMARY KEY("provider_id","subscriber_id")
);
--> statement-breakpoint
ALTER TABLE "drift_findings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "drift_rounds" (
	"provider_id" uuid NOT NULL,
	"connector_id" uuid NOT NULL,
	"cursor" uuid,
	"checked" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "drift_rounds_provider_id_connector_id_pk" PRIMARY KEY("provider_id","connector_id")
);
--> statement-breakpoint
ALTER TABLE "drift_rounds" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "connectors" ADD COLUMN "settings" jsonb;--> statement-breakpoint
ALTER TABLE "connectors" ADD COLUMN "secrets" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "connectors" ADD COLUMN "token_expires_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "connectors" ADD COLUMN "limits" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "operation_steps" ADD COLUMN "tracking_id" text;--> statement-breakpoint
ALTER TABLE "operations" ADD COLUMN "turn_of" uuid;--> statement-breakpoint
ALTER TABLE "operations" ADD COLUMN "slot_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "connector_gates" ADD CONSTRAINT "connector_gates_connector" FOREIGN KEY ("provider_id","connector_id") REFERENCES "public"."connectors"("provider_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drift_findings" ADD CONSTRAINT "drift_findings_connector" FOREIGN KEY ("provider_id","connector_id") REFERENCES "public"."connectors"("provider_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drift_findings" ADD CONSTRAINT "drift_findings_subscriber" FOREIGN KEY ("provider_id","subscriber_id") REFERENCES "public"."subscribers"("provider_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drift_rounds" ADD CONSTRAINT "drift_rounds_connector" FOREIGN KEY ("provider_id","connector_id") REFERENCES "public"."connectors"("provider_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "drift_findings_by_connector" ON "drift_findings" USING btree ("provider_id","connector_id","found_at","subscriber_id");--> statement-breakpoint
CREATE INDEX "drift_rounds_due" ON "drift_rounds" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "operations_in_turn" ON "operations" USING btree ("provider_id","turn_of") WHERE turn_of is not null;--> statement-breakpoint
-- Until now every connector was Webex with a token that was given; people were not checked beforehand. Rows of all providers, so the lock on them is lifted.
ALTER TABLE "connectors" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE "connectors" SET "settings" = jsonb_build_object('kind', 'webex', 'baseUrl', "base_url", 'auth', 'access_token', 'clientId', null, 'precheck', false), "secrets" = jsonb_build_object('accessToken', "access_token_sealed");--> statement-breakpoint
INSERT INTO "drift_rounds" ("provider_id", "connector_id", "next_at") SELECT "provider_id", "id", now() + interval '1 day' FROM "connectors";--> statement-breakpoint
ALTER TABLE "connectors" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "connectors" ALTER COLUMN "settings" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "connectors" DROP COLUMN "base_url";--> statement-breakpoint
ALTER TABLE "connectors" DROP COLUMN "access_token_sealed";--> statement-breakpoint
CREATE POLICY "tenant_only" ON "connector_gates" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "drift_findings" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "drift_rounds" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_reads" ON "drift_rounds" AS PERMISSIVE FOR SELECT TO "vestibule_system" USING (true);