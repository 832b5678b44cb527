ALTER TABLE "messages" ADD COLUMN "undeliverable" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "messages_by_id" ON "messages" USING btree ("id");