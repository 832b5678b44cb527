ALTER TABLE "connector_gates" ADD COLUMN "slowness" double precision DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "connector_gates" ADD COLUMN "slowed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "connector_gates" ADD COLUMN "answered" boolean DEFAULT false NOT NULL;