CREATE TABLE "access_keys" (
	"kind" text NOT NULL,
	"key_hash" "bytea" NOT NULL,
	"provider_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"withdrawn_at" timestamp (3) with time zone,
	CONSTRAINT "access_keys_kind_key_hash_pk" PRIMARY KEY("kind","key_hash")
);
--> statement-breakpoint
CREATE TABLE "activations" (
	"provider_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"subscriber_id" uuid NOT NULL,
	"language" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "activations_provider_id_id_pk" PRIMARY KEY("provider_id","id")
);
--> statement-breakpoint
ALTER TABLE "activations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "admin_sessions" (
	"provider_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"admin_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "admin_sessions_provider_id_id_pk" PRIMARY KEY("provider_id","id")
);
--> statement-breakpoint
ALTER TABLE "admin_sessions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "admins" (
	"provider_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text NOT NULL,
	"role" text NOT NULL,
	"template_ids" uuid[],
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_sign_in_at" timestamp (3) with time zone,
	CONSTRAINT "admins_provider_id_id_pk" PRIMARY KEY("provider_id","id")
);
--> statement-breakpoint
ALTER TABLE "admins" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "api_clients" (
	"provider_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "api_clients_provider_id_id_pk" PRIMARY KEY("provider_id","id")
);
--> statement-breakpoint
ALTER TABLE "api_clients" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "clusters" (
	"provider_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"xsi_url" text NOT NULL,
	"default_domain" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "clusters_provider_id_id_pk" PRIMARY KEY("provider_id","id")
);
--> statement-breakpoint
ALTER TABLE "clusters" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "connectors" (
	"provider_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"base_url" text NOT NULL,
	"access_token_sealed" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "connectors_provider_id_id_pk" PRIMARY KEY("provider_id","id")
);
--> statement-breakpoint
ALTER TABLE "connectors" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "customers" (
	"provider_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"sp_enterprise_id" text collate "C" NOT NULL,
	"name" text NOT NULL,
	"template_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "customers_provider_id_id_pk" PRIMARY KEY("provider_id","id")
);
--> statement-breakpoint
ALTER TABLE "customers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "email_proofs" (
	"provider_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"subscriber_id" uuid NOT NULL,
	"email" text collate "C" NOT NULL,
	"code_hash" text NOT NULL,
	"message_id" uuid NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"consumed_at" timestamp (3) with time zone,
	"superseded_at" timestamp (3) with time zone,
	CONSTRAINT "email_proofs_provider_id_id_pk" PRIMARY KEY("provider_id","id")
);
--> statement-breakpoint
ALTER TABLE "email_proofs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "events" (
	"provider_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"type" text NOT NULL,
	"subscriber_id" uuid,
	"template_id" uuid,
	"actor" jsonb NOT NULL,
	"data" jsonb NOT NULL,
	"trace_id" text NOT NULL,
	CONSTRAINT "events_provider_id_id_pk" PRIMARY KEY("provider_id","id")
);
--> statement-breakpoint
ALTER TABLE "events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" varchar(255) PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expire" bigint
);
--> statement-breakpoint
CREATE TABLE "message_attempts" (
	"provider_id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"attempt" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"outcome" text NOT NULL,
	"smtp_code" integer,
	"response" jsonb NOT NULL,
	CONSTRAINT "message_attempts_provider_id_message_id_attempt_pk" PRIMARY KEY("provider_id","message_id","attempt")
);
--> statement-breakpoint
ALTER TABLE "message_attempts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "messages" (
	"provider_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"subscriber_id" uuid NOT NULL,
	"template_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"to_address" text NOT NULL,
	"language" text NOT NULL,
	"state" text NOT NULL,
	"secrets_sealed" text,
	"attempt" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	"lease_until" timestamp (3) with time zone,
	"trace_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "messages_provider_id_id_pk" PRIMARY KEY("provider_id","id")
);
--> statement-breakpoint
ALTER TABLE "messages" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "operation_steps" (
	"provider_id" uuid NOT NULL,
	"operation_id" uuid NOT NULL,
	"name" text NOT NULL,
	"state" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "operation_steps_provider_id_operation_id_name_pk" PRIMARY KEY("provider_id","operation_id","name")
);
--> statement-breakpoint
ALTER TABLE "operation_steps" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "operations" (
	"provider_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"subscriber_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"transient_failures" integer DEFAULT 0 NOT NULL,
	"cloud_ref" text,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"failure" jsonb,
	"trace_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "operations_provider_id_id_pk" PRIMARY KEY("provider_id","id")
);
--> statement-breakpoint
ALTER TABLE "operations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "providers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "providers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "subscribers" (
	"provider_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"template_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"cluster_id" uuid NOT NULL,
	"user_id" text collate "C" NOT NULL,
	"sp_enterprise_id" text collate "C" NOT NULL,
	"first_name" text NOT NULL,
	"last_name" text NOT NULL,
	"name_folded" text collate "C" NOT NULL,
	"search_folded" text collate "C" NOT NULL,
	"email" text collate "C",
	"email_confirmed_at" timestamp (3) with time zone,
	"primary_phone_number" text,
	"mobile_phone_number" text,
	"extension" text,
	"language" text,
	"package" text NOT NULL,
	"wanted" jsonb,
	"status" text NOT NULL,
	"reason" text,
	"errors" jsonb NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"self_activated" boolean DEFAULT false NOT NULL,
	"removing" boolean DEFAULT false NOT NULL,
	"cloud_ref" text,
	"person_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_status_change" timestamp (3) with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "subscribers_provider_id_id_pk" PRIMARY KEY("provider_id","id")
);
--> statement-breakpoint
ALTER TABLE "subscribers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "templates" (
	"provider_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"cluster_id" uuid NOT NULL,
	"connector_id" uuid NOT NULL,
	"default_package" text NOT NULL,
	"untrusted_emails" boolean NOT NULL,
	"share_key_sealed" text NOT NULL,
	"adapter_key" text NOT NULL,
	"adapter_account" text NOT NULL,
	"adapter_password_sealed" text NOT NULL,
	"last_refusal_at" timestamp (3) with time zone,
	"last_refusal_reason" text,
	"language" text NOT NULL,
	"sender_name" text NOT NULL,
	"look" jsonb NOT NULL,
	"downloads" jsonb NOT NULL,
	"max_tries" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "templates_provider_id_id_pk" PRIMARY KEY("provider_id","id")
);
--> statement-breakpoint
ALTER TABLE "templates" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "activations" ADD CONSTRAINT "activations_subscriber" FOREIGN KEY ("provider_id","subscriber_id") REFERENCES "public"."subscribers"("provider_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customers" ADD CONSTRAINT "customers_template" FOREIGN KEY ("provider_id","template_id") REFERENCES "public"."templates"("provider_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "email_proofs" ADD CONSTRAINT "email_proofs_subscriber" FOREIGN KEY ("provider_id","subscriber_id") REFERENCES "public"."subscribers"("provider_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operation_steps" ADD CONSTRAINT "operation_steps_operation" FOREIGN KEY ("provider_id","operation_id") REFERENCES "public"."operations"("provider_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operations" ADD CONSTRAINT "operations_subscriber" FOREIGN KEY ("provider_id","subscriber_id") REFERENCES "public"."subscribers"("provider_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscribers" ADD CONSTRAINT "subscribers_template" FOREIGN KEY ("provider_id","template_id") REFERENCES "public"."templates"("provider_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscribers" ADD CONSTRAINT "subscribers_customer" FOREIGN KEY ("provider_id","customer_id") REFERENCES "public"."customers"("provider_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscribers" ADD CONSTRAINT "subscribers_cluster" FOREIGN KEY ("provider_id","cluster_id") REFERENCES "public"."clusters"("provider_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "templates" ADD CONSTRAINT "templates_cluster" FOREIGN KEY ("provider_id","cluster_id") REFERENCES "public"."clusters"("provider_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "templates" ADD CONSTRAINT "templates_connector" FOREIGN KEY ("provider_id","connector_id") REFERENCES "public"."connectors"("provider_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "access_keys_by_subject" ON "access_keys" USING btree ("provider_id","subject_id");--> statement-breakpoint
CREATE INDEX "access_keys_by_expiry" ON "access_keys" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "customers_enterprise" ON "customers" USING btree ("provider_id","sp_enterprise_id");--> statement-breakpoint
CREATE UNIQUE INDEX "email_proofs_current" ON "email_proofs" USING btree ("provider_id","subscriber_id") WHERE consumed_at is null and superseded_at is null;--> statement-breakpoint
CREATE INDEX "email_proofs_by_subscriber" ON "email_proofs" USING btree ("provider_id","subscriber_id","created_at");--> statement-breakpoint
CREATE INDEX "events_by_subscriber" ON "events" USING btree ("provider_id","subscriber_id","id");--> statement-breakpoint
CREATE INDEX "messages_by_subscriber" ON "messages" USING btree ("provider_id","subscriber_id","id");--> statement-breakpoint
CREATE INDEX "messages_due" ON "messages" USING btree ("next_attempt_at");--> statement-breakpoint
CREATE UNIQUE INDEX "operations_one_open" ON "operations" USING btree ("provider_id","subscriber_id") WHERE finished_at is null;--> statement-breakpoint
CREATE INDEX "operations_by_subscriber" ON "operations" USING btree ("provider_id","subscriber_id","id");--> statement-breakpoint
CREATE INDEX "operations_due" ON "operations" USING btree ("next_attempt_at") WHERE finished_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "subscribers_user" ON "subscribers" USING btree ("provider_id","cluster_id","user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "subscribers_confirmed_email" ON "subscribers" USING btree ("provider_id","email") WHERE email_confirmed_at is not null;--> statement-breakpoint
CREATE INDEX "subscribers_since" ON "subscribers" USING btree ("provider_id","last_status_change" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "subscribers_template_since" ON "subscribers" USING btree ("provider_id","template_id","last_status_change","id");--> statement-breakpoint
CREATE INDEX "subscribers_template_open" ON "subscribers" USING btree ("provider_id","template_id","last_status_change","id") WHERE status <> 'provisioned';--> statement-breakpoint
CREATE INDEX "subscribers_template_status" ON "subscribers" USING btree ("provider_id","template_id","status","last_status_change","id") WHERE status <> 'provisioned';--> statement-breakpoint
CREATE INDEX "subscribers_by_user" ON "subscribers" USING btree ("provider_id","user_id","id");--> statement-breakpoint
CREATE INDEX "subscribers_by_email" ON "subscribers" USING btree ("provider_id","email","id");--> statement-breakpoint
CREATE INDEX "subscribers_by_name" ON "subscribers" USING btree ("provider_id","name_folded","id");--> statement-breakpoint
CREATE INDEX "subscribers_by_customer" ON "subscribers" USING btree ("provider_id","customer_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "templates_name" ON "templates" USING btree ("provider_id","name") WHERE deleted_at is null;--> statement-breakpoint
CREATE POLICY "tenant_only" ON "activations" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "admin_sessions" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "admins" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "api_clients" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "clusters" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "connectors" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "customers" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "email_proofs" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "events" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "message_attempts" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "messages" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_reads" ON "messages" AS PERMISSIVE FOR SELECT TO "vestibule_system" USING (true);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "operation_steps" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "operations" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_reads" ON "operations" AS PERMISSIVE FOR SELECT TO "vestibule_system" USING (true);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "providers" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_reads" ON "providers" AS PERMISSIVE FOR SELECT TO "vestibule_system" USING (true);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "subscribers" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_reads" ON "subscribers" AS PERMISSIVE FOR SELECT TO "vestibule_system" USING (true);--> statement-breakpoint
CREATE POLICY "tenant_only" ON "templates" AS PERMISSIVE FOR ALL TO "vestibule_app" USING (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid) WITH CHECK (provider_id = nullif(current_setting('app.provider_id', true), '')::uuid);