-- Substring search over customer names. A trusted extension: the owner of the database may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
CREATE TABLE "audit_log" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor" jsonb NOT NULL,
	"action" text NOT NULL,
	"target_type" text NOT NULL,
	"target_id" uuid NOT NULL,
	"customer_id" uuid,
	"before" jsonb,
	"after" jsonb,
	"reason" text,
	"request_id" text,
	"prev_hash" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "audit_log_action_known" CHECK ("audit_log"."action" in ('key.checked', 'key.submitted', 'key.activated', 'staff.signed_in', 'staff.signed_out', 'staff.refused', 'staff.disabled', 'staff.enabled'))
);
--> statement-breakpoint
CREATE TABLE "contacts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"role" text NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"last_confirmed_at" timestamp (3) with time zone,
	"left_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "contacts_role_known" CHECK ("contacts"."role" in ('key_admin', 'security', 'account_executive', 'billing'))
);
--> statement-breakpoint
CREATE TABLE "customer_accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"aws_account_id" text NOT NULL,
	"proof" text NOT NULL,
	"proven_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "customer_accounts_proof_known" CHECK ("customer_accounts"."proof" in ('vendor_record', 'description_token', 'support_case')),
	CONSTRAINT "customer_accounts_account_shape" CHECK ("customer_accounts"."aws_account_id" ~ '^[0-9]{12}$')
);
--> statement-breakpoint
CREATE TABLE "customer_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"workspace" text DEFAULT 'default' NOT NULL,
	"region" text NOT NULL,
	"role" text NOT NULL,
	"arn" text NOT NULL,
	"aws_account_id" text NOT NULL,
	"kms_key_id" text NOT NULL,
	"multi_region" boolean NOT NULL,
	"ownership_proven_at" timestamp (3) with time zone,
	"note" text,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"verdict" text NOT NULL,
	"cause" text,
	"verdict_since" timestamp (3) with time zone NOT NULL,
	"severity" smallint GENERATED ALWAYS AS (case verdict when 'unusable' then 0 when 'attention' then 1 when 'unverified' then 2 when 'usable' then 3 end) STORED NOT NULL,
	"key_state" text,
	"key_manager" text,
	"key_spec" text,
	"key_usage" text,
	"origin" text,
	"kms_created_at" timestamp (3) with time zone,
	"deletion_at" timestamp (3) with time zone,
	"pending_deletion_window_days" integer,
	"material_expires_at" timestamp (3) with time zone,
	"multi_region_type" text,
	"custom_key_store_id" text,
	"current_key_material_id" text,
	CONSTRAINT "customer_keys_role_known" CHECK ("customer_keys"."role" in ('candidate', 'active', 'retained', 'retired')),
	CONSTRAINT "customer_keys_verdict_known" CHECK ("customer_keys"."verdict" in ('unusable', 'attention', 'unverified', 'usable')),
	CONSTRAINT "customer_keys_cause_known" CHECK ("customer_keys"."cause" in ('not_an_arn', 'bare_key_id', 'alias_arn', 'wrong_partition', 'region_not_hosted', 'region_mismatch', 'vendor_account_key', 'key_held_by_another_customer', 'ownership_unproven', 'pending_deletion', 'pending_replica_deletion', 'presumed_deleted', 'denied_while_pending_deletion', 'material_missing', 'key_store_unavailable', 'key_disabled', 'wrong_key_type', 'aws_managed_key', 'key_changing', 'material_expiring', 'unknown_key_state', 'access_lost', 'no_access_yet', 'key_not_found', 'partial_access', 'describe_denied', 'access_denied_unconfirmed', 'vendor_permission_fault', 'vendor_credentials_fault', 'throttled', 'timed_out', 'unreachable', 'kms_fault', 'malformed_answer', 'never_checked', 'permission_tests_overdue')),
	CONSTRAINT "customer_keys_usable_has_no_cause" CHECK (("customer_keys"."verdict" = 'usable') = ("customer_keys"."cause" is null)),
	CONSTRAINT "customer_keys_arn_parts" CHECK ("customer_keys"."arn" = 'arn:aws:kms:' || "customer_keys"."region" || ':' || "customer_keys"."aws_account_id" || ':key/' || "customer_keys"."kms_key_id"),
	CONSTRAINT "customer_keys_live_is_proven" CHECK ("customer_keys"."role" in ('candidate', 'retired') or "customer_keys"."ownership_proven_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "customers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"time_zone" text,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fleet_count_deltas" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "fleet_count_deltas_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"region" text NOT NULL,
	"verdict" text NOT NULL,
	"delta" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fleet_counts" (
	"region" text NOT NULL,
	"verdict" text NOT NULL,
	"key_count" integer NOT NULL,
	CONSTRAINT "fleet_counts_region_verdict_pk" PRIMARY KEY("region","verdict")
);
--> statement-breakpoint
CREATE TABLE "key_checks" (
	"key_id" uuid PRIMARY KEY NOT NULL,
	"revision" integer DEFAULT 0 NOT NULL,
	"claimed_at" timestamp (3) with time zone,
	"planned_at" timestamp (3) with time zone,
	"next_check_at" timestamp (3) with time zone NOT NULL,
	"last_attempt_at" timestamp (3) with time zone,
	"last_conclusive_at" timestamp (3) with time zone,
	"last_usable_at" timestamp (3) with time zone,
	"last_fault" text,
	"actions" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"denial_count" integer DEFAULT 0 NOT NULL,
	"first_denial_at" timestamp (3) with time zone,
	"inconclusive_count" integer DEFAULT 0 NOT NULL,
	"span_last_seen_at" timestamp (3) with time zone,
	"span_check_count" integer DEFAULT 0 NOT NULL,
	"last_report_id" uuid
);
--> statement-breakpoint
CREATE TABLE "key_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"detail" jsonb NOT NULL,
	"report_id" uuid,
	CONSTRAINT "key_events_kind_known" CHECK ("key_events"."kind" in ('registered', 'verdict_changed', 'key_state_changed', 'deletion_date_changed', 'permission_changed', 'key_material_first_seen', 'key_material_changed'))
);
--> statement-breakpoint
CREATE TABLE "probe_reports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"conclusive" boolean NOT NULL,
	"arn" text NOT NULL,
	"vendor_account_id" text,
	"principal_arn" text,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone NOT NULL,
	"facts" jsonb,
	"cells" jsonb NOT NULL,
	"findings" jsonb NOT NULL,
	CONSTRAINT "probe_reports_kind_known" CHECK ("probe_reports"."kind" in ('short', 'grid', 'proof'))
);
--> statement-breakpoint
CREATE TABLE "region_status" (
	"region" text PRIMARY KEY NOT NULL,
	"revision" integer DEFAULT 0 NOT NULL,
	"control" jsonb,
	"control_checked_at" timestamp (3) with time zone,
	"incident" text,
	"incident_since" timestamp (3) with time zone,
	"last_conclusive_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"staff_id" uuid NOT NULL,
	"user_agent" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sessions_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"disabled_at" timestamp (3) with time zone,
	"last_sign_in_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "staff_identity" UNIQUE("issuer","subject"),
	CONSTRAINT "staff_role_known" CHECK ("staff"."role" in ('viewer', 'agent', 'approver', 'admin'))
);
--> statement-breakpoint
CREATE TABLE "sweep_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"region" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone NOT NULL,
	"checked" integer NOT NULL,
	"changed" integer NOT NULL,
	"inconclusive" integer NOT NULL,
	"skipped" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verdict_spans" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key_id" uuid NOT NULL,
	"verdict" text NOT NULL,
	"cause" text,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone,
	"check_count" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "verdict_spans_verdict_known" CHECK ("verdict_spans"."verdict" in ('unusable', 'attention', 'unverified', 'usable'))
);
--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_accounts" ADD CONSTRAINT "customer_accounts_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_keys" ADD CONSTRAINT "customer_keys_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_checks" ADD CONSTRAINT "key_checks_key_id_customer_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."customer_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "probe_reports" ADD CONSTRAINT "probe_reports_key_id_customer_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."customer_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdict_spans" ADD CONSTRAINT "verdict_spans_key_id_customer_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."customer_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_log_target" ON "audit_log" USING btree ("target_id","seq" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "audit_log_action" ON "audit_log" USING btree ("action","seq" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "audit_log_actor" ON "audit_log" USING btree (("actor" ->> 'staffId'),"seq" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "contacts_customer" ON "contacts" USING btree ("customer_id");--> statement-breakpoint
CREATE UNIQUE INDEX "customer_accounts_live" ON "customer_accounts" USING btree ("customer_id","aws_account_id") WHERE "customer_accounts"."revoked_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "customer_keys_one_active" ON "customer_keys" USING btree ("customer_id","workspace","region") WHERE "customer_keys"."role" = 'active';--> statement-breakpoint
CREATE UNIQUE INDEX "customer_keys_one_owner" ON "customer_keys" USING btree ("arn") WHERE "customer_keys"."role" <> 'retired' and "customer_keys"."ownership_proven_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "customer_keys_one_per_customer" ON "customer_keys" USING btree ("customer_id","arn") WHERE "customer_keys"."role" <> 'retired';--> statement-breakpoint
CREATE INDEX "customer_keys_worst" ON "customer_keys" USING btree ("severity","verdict_since" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "customer_keys_latest" ON "customer_keys" USING btree ("verdict_since" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "customer_keys_region_worst" ON "customer_keys" USING btree ("region","severity","verdict_since" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "customer_keys_arn" ON "customer_keys" USING btree ("arn");--> statement-breakpoint
CREATE INDEX "customer_keys_kms_key_id" ON "customer_keys" USING btree ("kms_key_id" text_pattern_ops);--> statement-breakpoint
CREATE INDEX "customer_keys_account" ON "customer_keys" USING btree ("aws_account_id" text_pattern_ops);--> statement-breakpoint
CREATE INDEX "customer_keys_customer" ON "customer_keys" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "customer_keys_deletion" ON "customer_keys" USING btree ("deletion_at") WHERE "customer_keys"."deletion_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "customers_name_key" ON "customers" USING btree (lower("name") text_pattern_ops);--> statement-breakpoint
CREATE INDEX "customers_name_trgm" ON "customers" USING gin (lower("name") gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "fleet_count_deltas_key" ON "fleet_count_deltas" USING btree ("region","verdict");--> statement-breakpoint
CREATE INDEX "key_checks_next_check" ON "key_checks" USING btree ("next_check_at");--> statement-breakpoint
CREATE INDEX "key_events_key" ON "key_events" USING btree ("key_id","at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "probe_reports_key" ON "probe_reports" USING btree ("key_id","finished_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "sessions_staff" ON "sessions" USING btree ("staff_id");--> statement-breakpoint
CREATE INDEX "sweep_runs_latest" ON "sweep_runs" USING btree ("finished_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE UNIQUE INDEX "verdict_spans_one_open" ON "verdict_spans" USING btree ("key_id") WHERE "verdict_spans"."to_at" is null;--> statement-breakpoint
CREATE INDEX "verdict_spans_key" ON "verdict_spans" USING btree ("key_id","from_at" DESC NULLS FIRST);