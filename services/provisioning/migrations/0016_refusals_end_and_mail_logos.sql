ALTER TABLE "template_logos" ADD COLUMN "mail_image" "bytea";--> statement-breakpoint
ALTER TABLE "templates" ADD COLUMN "refusal_over_at" timestamp (3) with time zone;