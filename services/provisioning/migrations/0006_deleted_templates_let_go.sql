-- A deleted template kept its cluster and connector from being deleted. Closed even to its owner, the table is opened for this one statement.
ALTER TABLE "templates" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE "templates" SET "cluster_id" = NULL, "connector_id" = NULL WHERE "deleted_at" IS NOT NULL;--> statement-breakpoint
ALTER TABLE "templates" FORCE ROW LEVEL SECURITY;
