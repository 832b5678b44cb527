CREATE TABLE "scim_accesses" (
	"provider_id" uuid NOT NULL,
	"template_id" uuid NOT NULL,
	"sp_enterprise_id" text,
	"token_end" text NOT NULL,
	"token_made_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"last_refusal_at" timestamp (3) with time zone,
	"last_refusal_reason" text,
	"last_refusal_call" text,
	"last_refusal_field" text,
	"refusal_over_at" timestamp (3) with time zone,
	CONSTRAINT "scim_accesses_provider_id_template_id_pk" PRIMARY KEY("provider_id","template_id")
);
--> statement-breakpoint
ALTER TABLE "scim_accesses" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "scim_emails" (
	"provider_id" uuid NOT NULL,
	"scim_user_id" uuid NOT NULL,
	"value" text collate "C" NOT NULL,
	"type" text collate "C" NOT NULL,
	"template_id" uuid NOT NULL,
	CONSTRAINT "scim_emails_provider_id_scim_user_id_value_type_pk" PRIMARY KEY("provider_id","scim_user_id","value","type")
);
--> statement-breakpoint
ALTER TABLE "scim_emails" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "scim_users" (
	"provider_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"template_id" uuid NOT NULL,
	"user_name" text collate "C" NOT NULL,
	"external_id" text collate "C",
	"user_id" text collate "C" NOT NULL,
	"sp_enterprise_id" text collate "C" NOT NULL,
	"document" jsonb NOT NULL,
	"owned" jsonb NOT NULL,
	"active" boolean NOT NULL,
	"settle_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "scim_users_provider_id_id_pk" PRIMARY KEY("provider_id","id")
);
--> statement-breakpoint
ALTER TABLE "scim_users" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "scim_accesses" ADD CONSTRAINT "scim_accesses_template" FOREIGN KEY ("provider_id","template_id") REFERENCES "public"."templates"("provider_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scim_emails" ADD CONSTRAINT "scim_emails_user" FOREIGN KEY ("provider_id","scim_user_id") REFERENCES "public"."scim_users"("provider_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scim_users" ADD CONSTRAINT "scim_users_template" FOREIGN KEY ("provider_id","template_id") REFERENCES "public"."templates"("provider_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "scim_emails_by_value" ON "scim_emails" USING btree ("provider_id","template_id","value");--> statement-breakpoint
CREATE UNIQUE INDEX "scim_users_name" ON "scim_users" USING btree ("provider_id","template_id","user_name") WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "scim_users_external_id" ON "scim_users" USING btree ("provider_id","template_id","external_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "scim_users_user" ON "scim_users" USING btree ("provider_id","template_id","user_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "scim_users_by_id" ON "scim_users" USING btree ("provider_id","template_id","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "scim_users_by_change" ON "scim_users" USING btree ("provider_id","template_id","updated_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "scim_users_by_creation" ON "scim_users" USING btree ("provider_id","template_id","created_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "scim_users_unsettled" ON "scim_users" USING btree ("settle_at") WHERE settle_at is not null;--> statement-breakpoint
CREATE POLICY "tenant_only" ON "scim_accesses" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "scim_emails" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "scim_users" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_reads" ON "scim_users" AS PERMISSIVE FOR SELECT TO "vestibule_system" USING (true);