ALTER TABLE "operation_steps" ADD COLUMN "try" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "operation_steps" DROP CONSTRAINT "operation_steps_provider_id_operation_id_name_pk";--> statement-breakpoint
ALTER TABLE "operation_steps" ADD CONSTRAINT "operation_steps_provider_id_operation_id_try_name_pk" PRIMARY KEY("provider_id","operation_id","try","name");
