ALTER TABLE "audit_log" VALIDATE CONSTRAINT "audit_log_action_form";--> statement-breakpoint
ALTER TABLE "audit_log" VALIDATE CONSTRAINT "audit_log_target_type_form";--> statement-breakpoint
ALTER TABLE "customer_keys" VALIDATE CONSTRAINT "customer_keys_cause_form";--> statement-breakpoint
ALTER TABLE "key_events" VALIDATE CONSTRAINT "key_events_kind_form";--> statement-breakpoint
ALTER TABLE "verdict_spans" VALIDATE CONSTRAINT "verdict_spans_cause_form";
