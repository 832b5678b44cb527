CREATE TABLE "admin_identities" (
	"provider_id" uuid NOT NULL,
	"issuer" text collate "C" NOT NULL,
	"subject" text collate "C" NOT NULL,
	"admin_id" uuid NOT NULL,
	"role_is_mapped" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_sign_in_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "admin_identities_provider_id_issuer_subject_pk" PRIMARY KEY("provider_id","issuer","subject")
);
--> statement-breakpoint
ALTER TABLE "admin_identities" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "identity_providers" (
	"provider_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"key" text collate "C" NOT NULL,
	"name" text NOT NULL,
	"issuer" text collate "C" NOT NULL,
	"client_id" text NOT NULL,
	"client_secret_sealed" text NOT NULL,
	"scopes" text[] NOT NULL,
	"groups_claim" text,
	"mappings" jsonb NOT NULL,
	"default_role" text,
	"allowed_domains" text[] NOT NULL,
	"enabled" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "identity_providers_provider_id_id_pk" PRIMARY KEY("provider_id","id")
);
--> statement-breakpoint
ALTER TABLE "identity_providers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "providers" ADD COLUMN "local_accounts" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "admin_identities" ADD CONSTRAINT "admin_identities_admin_id" FOREIGN KEY ("provider_id","admin_id") REFERENCES "public"."admins"("provider_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "admin_identities_admin" ON "admin_identities" USING btree ("provider_id","issuer","admin_id");--> statement-breakpoint
CREATE INDEX "admin_identities_by_admin" ON "admin_identities" USING btree ("provider_id","admin_id");--> statement-breakpoint
CREATE UNIQUE INDEX "identity_providers_issuer" ON "identity_providers" USING btree ("provider_id","issuer","client_id");--> statement-breakpoint
CREATE POLICY "tenant_only" ON "admin_identities" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "identity_providers" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);