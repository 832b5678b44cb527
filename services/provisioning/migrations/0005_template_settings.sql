CREATE TABLE "template_checks" (
	"provider_id" uuid NOT NULL,
	"template_id" uuid NOT NULL,
	"findings" jsonb NOT NULL,
	"checked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "template_checks_provider_id_template_id_pk" PRIMARY KEY("provider_id","template_id")
);
--> statement-breakpoint
ALTER TABLE "template_checks" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "template_logos" (
	"provider_id" uuid NOT NULL,
	"template_id" uuid NOT NULL,
	"type" text NOT NULL,
	"image" "bytea" NOT NULL,
	CONSTRAINT "template_logos_provider_id_template_id_pk" PRIMARY KEY("provider_id","template_id")
);
--> statement-breakpoint
ALTER TABLE "template_logos" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "templates" ALTER COLUMN "cluster_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "templates" ALTER COLUMN "connector_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "templates" ADD COLUMN "last_refusal_account" text;--> statement-breakpoint
ALTER TABLE "templates" ADD COLUMN "languages" jsonb DEFAULT '["en","fr"]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "templates" ADD COLUMN "logo_key" text;--> statement-breakpoint
ALTER TABLE "templates" ADD COLUMN "code_minutes" integer DEFAULT 10 NOT NULL;--> statement-breakpoint
ALTER TABLE "templates" ADD COLUMN "provision_admin_first" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "template_checks" ADD CONSTRAINT "template_checks_template" FOREIGN KEY ("provider_id","template_id") REFERENCES "public"."templates"("provider_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "template_logos" ADD CONSTRAINT "template_logos_template" FOREIGN KEY ("provider_id","template_id") REFERENCES "public"."templates"("provider_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "templates" ADD CONSTRAINT "templates_connected" CHECK (deleted_at is not null or (cluster_id is not null and connector_id is not null));--> statement-breakpoint
CREATE POLICY "tenant_only" ON "template_checks" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "template_logos" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);