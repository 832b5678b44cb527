DROP INDEX "subscribers_template_since";--> statement-breakpoint
DROP INDEX "subscribers_template_open";--> statement-breakpoint
DROP INDEX "subscribers_template_status";--> statement-breakpoint
DROP INDEX "subscribers_open_status";--> statement-breakpoint
CREATE INDEX "subscribers_open" ON "subscribers" USING btree ("provider_id","last_status_change" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE status <> 'provisioned';--> statement-breakpoint
CREATE INDEX "subscribers_package_since" ON "subscribers" USING btree ("provider_id","package","last_status_change" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "subscribers_by_person" ON "subscribers" USING btree ("provider_id","person_id") WHERE person_id is not null;--> statement-breakpoint
CREATE INDEX "subscribers_search" ON "subscribers" USING gin ("provider_id","search_folded" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "subscribers_template_since" ON "subscribers" USING btree ("provider_id","template_id","last_status_change" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "subscribers_template_open" ON "subscribers" USING btree ("provider_id","template_id","last_status_change" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE status <> 'provisioned';--> statement-breakpoint
CREATE INDEX "subscribers_template_status" ON "subscribers" USING btree ("provider_id","template_id","status","last_status_change" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE status <> 'provisioned';--> statement-breakpoint
CREATE INDEX "subscribers_open_status" ON "subscribers" USING btree ("provider_id","status","last_status_change" DESC NULLS LAST,"id" DESC NULLS LAST,"template_id","package","customer_id") WHERE status <> 'provisioned';