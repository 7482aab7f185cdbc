CREATE TABLE "call_budgets" (
	"budget" text PRIMARY KEY NOT NULL,
	"next_free_at" timestamp (3) with time zone NOT NULL,
	"taken_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "customer_evidence" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"arn" text NOT NULL,
	"as_of" timestamp (3) with time zone NOT NULL,
	"added_at" timestamp (3) with time zone NOT NULL,
	"added_by_staff_id" uuid,
	"added_by_name" text NOT NULL,
	"content" jsonb NOT NULL,
	CONSTRAINT "customer_evidence_kind_known" CHECK ("customer_evidence"."kind" in ('describe_key', 'key_policy', 'key_rotations', 'production_error'))
);
--> statement-breakpoint
ALTER TABLE "audit_log" DROP CONSTRAINT "audit_log_action_known";--> statement-breakpoint
ALTER TABLE "customer_keys" DROP CONSTRAINT "customer_keys_cause_known";--> statement-breakpoint
ALTER TABLE "key_events" DROP CONSTRAINT "key_events_kind_known";--> statement-breakpoint
ALTER TABLE "customer_keys" ADD COLUMN "rotation_enabled" boolean;--> statement-breakpoint
ALTER TABLE "customer_keys" ADD COLUMN "rotation_period_days" integer;--> statement-breakpoint
ALTER TABLE "customer_keys" ADD COLUMN "next_rotation_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "customer_keys" ADD COLUMN "on_demand_rotation_started_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "key_checks" ADD COLUMN "last_described_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "key_checks" ADD COLUMN "last_proof_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "key_checks" ADD COLUMN "findings" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "region_status" ADD COLUMN "control_claimed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "region_status" ADD COLUMN "successes" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "region_status" ADD COLUMN "incident_actions" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "region_status" ADD COLUMN "paused_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "region_status" ADD COLUMN "throttled_in_a_row" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "customer_evidence" ADD CONSTRAINT "customer_evidence_key_id_customer_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."customer_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "customer_evidence_key" ON "customer_evidence" USING btree ("key_id","as_of" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "key_checks_first_denial" ON "key_checks" USING btree ("first_denial_at") WHERE "key_checks"."first_denial_at" is not null;--> statement-breakpoint
ALTER TABLE "region_status" DROP COLUMN "revision";--> statement-breakpoint
ALTER TABLE "region_status" DROP COLUMN "incident";--> statement-breakpoint
ALTER TABLE "region_status" DROP COLUMN "last_conclusive_at";--> statement-breakpoint
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_action_known" CHECK ("audit_log"."action" in ('key.checked', 'key.proved', 'key.evidence_added', 'key.text_copied', 'key.submitted', 'key.activated', 'staff.signed_in', 'staff.signed_out', 'staff.refused', 'staff.disabled', 'staff.enabled'));--> statement-breakpoint
ALTER TABLE "customer_keys" ADD CONSTRAINT "customer_keys_cause_known" CHECK ("customer_keys"."cause" in ('not_an_arn', 'bare_key_id', 'alias_arn', 'wrong_partition', 'region_not_hosted', 'region_mismatch', 'vendor_account_key', 'key_held_by_another_customer', 'ownership_unproven', 'pending_deletion', 'pending_replica_deletion', 'presumed_deleted', 'denied_while_pending_deletion', 'material_missing', 'key_store_unavailable', 'key_disabled', 'wrong_key_type', 'aws_managed_key', 'key_changing', 'material_expiring', 'unknown_key_state', 'access_lost', 'no_access_yet', 'key_not_found', 'partial_access', 'describe_denied', 'access_denied_unconfirmed', 'resource_control_policy_denies', 'production_denied_probe_allowed', 'region_incident', 'vendor_permission_fault', 'vendor_credentials_fault', 'control_broken', 'throttled', 'timed_out', 'unreachable', 'kms_fault', 'malformed_answer', 'never_checked', 'permission_tests_overdue', 'rotation_not_visible', 'more_access_than_needed'));--> statement-breakpoint
ALTER TABLE "key_events" ADD CONSTRAINT "key_events_kind_known" CHECK ("key_events"."kind" in ('registered', 'verdict_changed', 'key_state_changed', 'deletion_date_changed', 'permission_changed', 'key_material_first_seen', 'key_material_changed', 'rotation_schedule_changed', 'material_expiry_changed', 'evidence_added', 'proved'));