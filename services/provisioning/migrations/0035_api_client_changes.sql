ALTER TABLE "api_clients" ADD COLUMN "has_secret" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "api_clients" ADD COLUMN "token_generation" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "providers" ADD COLUMN "sign_in_version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "providers" ADD COLUMN "portal_version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "saved_views" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;