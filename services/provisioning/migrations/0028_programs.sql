CREATE TABLE "spent_token_ids" (
	"provider_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"client_id" uuid NOT NULL,
	"token_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "spent_token_ids_provider_id_kind_client_id_token_id_pk" PRIMARY KEY("provider_id","kind","client_id","token_id")
);
--> statement-breakpoint
ALTER TABLE "spent_token_ids" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "signing_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"public_key" jsonb NOT NULL,
	"private_key_sealed" text NOT NULL,
	"active_from" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "api_clients" ADD COLUMN "credential" text DEFAULT 'client' NOT NULL;--> statement-breakpoint
ALTER TABLE "api_clients" ADD COLUMN "keys" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "api_clients" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE INDEX "spent_token_ids_by_expiry" ON "spent_token_ids" USING btree ("expires_at");--> statement-breakpoint
CREATE POLICY "tenant_only" ON "spent_token_ids" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_reads" ON "spent_token_ids" AS PERMISSIVE FOR SELECT TO "vestibule_system" USING (true);