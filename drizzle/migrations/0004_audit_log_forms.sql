-- The list of actions is in the reader (lib/db/stored-vocabulary.ts): a new one needs no migration.
ALTER TABLE "audit_log" DROP CONSTRAINT "audit_log_action_known";--> statement-breakpoint
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_action_form" CHECK ("audit_log"."action" ~ '^[a-z][a-z0-9_]{0,62}[.][a-z][a-z0-9_]{0,62}$') NOT VALID;--> statement-breakpoint
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_target_type_form" CHECK ("audit_log"."target_type" ~ '^[a-z][a-z0-9_]{0,62}$') NOT VALID;
