CREATE TABLE "replacement_approvals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"line_id" uuid NOT NULL,
	"new_key_id" uuid NOT NULL,
	"staff_id" uuid NOT NULL,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"typed" text NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_until" timestamp (3) with time zone NOT NULL,
	"basis" jsonb NOT NULL,
	"void_at" timestamp (3) with time zone,
	"void_why" text,
	CONSTRAINT "replacement_approvals_window" CHECK ("replacement_approvals"."valid_until" > "replacement_approvals"."valid_from" and "replacement_approvals"."valid_until" > "replacement_approvals"."at"),
	CONSTRAINT "replacement_approvals_void_whole" CHECK (("replacement_approvals"."void_at" is null) = ("replacement_approvals"."void_why" is null))
);
--> statement-breakpoint
CREATE TABLE "replacement_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"replacement_id" uuid NOT NULL,
	"line_id" uuid,
	"at" timestamp (3) with time zone NOT NULL,
	"by" text,
	"kind" text NOT NULL,
	"detail" jsonb NOT NULL,
	CONSTRAINT "replacement_events_kind_form" CHECK ("replacement_events"."kind" ~ '^[a-z][a-z0-9_]{0,62}$')
);
--> statement-breakpoint
CREATE TABLE "replacement_lines" (
	"id" uuid PRIMARY KEY NOT NULL,
	"replacement_id" uuid NOT NULL,
	"position" smallint NOT NULL,
	"workspace_id" uuid NOT NULL,
	"region" text NOT NULL,
	"old_key_id" uuid NOT NULL,
	"state" text NOT NULL,
	"state_at" timestamp (3) with time zone NOT NULL,
	"new_key_id" uuid,
	"key_received_at" timestamp (3) with time zone,
	"move_test" jsonb,
	"confirmed_at" timestamp (3) with time zone,
	"confirmed_by" text,
	"confirmed_by_staff_id" uuid,
	"confirmed_how" text,
	"confirmed_contact_id" uuid,
	"asked_at" timestamp (3) with time zone,
	"asked_by" text,
	"approval_id" uuid,
	"switched_at" timestamp (3) with time zone,
	"switched_by" text,
	"first_report_id" uuid,
	"second_report_id" uuid,
	"proof_report_id" uuid,
	"ownership_proof_id" uuid,
	"restore_points_before" integer,
	"acknowledged_at" timestamp (3) with time zone,
	"acknowledged_by" text,
	"acknowledged_how" text,
	"first_backup_at" timestamp (3) with time zone,
	"first_backup_by" text,
	"released_at" timestamp (3) with time zone,
	"rolled_back_at" timestamp (3) with time zone,
	"rolled_back_by" text,
	"rolled_back_reason" text,
	"rejected_reason" text,
	"end_note" text,
	CONSTRAINT "replacement_lines_position" UNIQUE("replacement_id","position"),
	CONSTRAINT "replacement_lines_state_known" CHECK ("replacement_lines"."state" in ('announced', 'requested', 'testing', 'awaiting_approval', 'approved', 'switched', 'acknowledged', 'released', 'rejected', 'withdrawn', 'rolled_back')),
	CONSTRAINT "replacement_lines_reason_known" CHECK ("replacement_lines"."rolled_back_reason" in ('backups_failed', 'access_lost', 'customer_asked', 'our_fault')),
	CONSTRAINT "replacement_lines_rejected_known" CHECK ("replacement_lines"."rejected_reason" in ('same_key', 'other_region', 'cannot_accept', 'tests_failed', 'not_confirmed', 'unverified_request')),
	CONSTRAINT "replacement_lines_rejected_whole" CHECK (("replacement_lines"."rejected_reason" is null) = ("replacement_lines"."state" <> 'rejected')),
	CONSTRAINT "replacement_lines_few" CHECK ("replacement_lines"."position" between 0 and 49),
	CONSTRAINT "replacement_lines_key_received" CHECK (("replacement_lines"."new_key_id" is null) = ("replacement_lines"."key_received_at" is null)),
	CONSTRAINT "replacement_lines_confirmed_whole" CHECK (num_nulls("replacement_lines"."confirmed_at", "replacement_lines"."confirmed_by", "replacement_lines"."confirmed_by_staff_id", "replacement_lines"."confirmed_how") in (0, 4)),
	CONSTRAINT "replacement_lines_switched_whole" CHECK (num_nulls("replacement_lines"."switched_at", "replacement_lines"."switched_by", "replacement_lines"."first_report_id", "replacement_lines"."second_report_id", "replacement_lines"."proof_report_id", "replacement_lines"."ownership_proof_id") in (0, 6)),
	CONSTRAINT "replacement_lines_acknowledged_whole" CHECK (num_nulls("replacement_lines"."acknowledged_at", "replacement_lines"."acknowledged_by", "replacement_lines"."acknowledged_how") in (0, 3)),
	CONSTRAINT "replacement_lines_rolled_back_whole" CHECK (num_nulls("replacement_lines"."rolled_back_at", "replacement_lines"."rolled_back_by", "replacement_lines"."rolled_back_reason") in (0, 3)),
	CONSTRAINT "replacement_lines_backup_after" CHECK ("replacement_lines"."first_backup_at" is null or "replacement_lines"."acknowledged_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "replacement_overrides" (
	"id" uuid PRIMARY KEY NOT NULL,
	"line_id" uuid NOT NULL,
	"new_key_id" uuid NOT NULL,
	"staff_id" uuid NOT NULL,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "replacement_overrides_once" UNIQUE("line_id","new_key_id"),
	CONSTRAINT "replacement_overrides_reason_given" CHECK (length("replacement_overrides"."reason") >= 10)
);
--> statement-breakpoint
CREATE TABLE "replacement_parts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"line_id" uuid NOT NULL,
	"staff_id" uuid NOT NULL,
	"part" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "replacement_parts_once" UNIQUE("line_id","staff_id","part"),
	CONSTRAINT "replacement_parts_part_form" CHECK ("replacement_parts"."part" ~ '^[a-z][a-z0-9_]{0,62}$')
);
--> statement-breakpoint
CREATE TABLE "replacement_texts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"replacement_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"frozen_at" timestamp (3) with time zone NOT NULL,
	"frozen_by" text NOT NULL,
	"told_at" timestamp (3) with time zone,
	"told_by" text,
	"told_to" text,
	"told_channel" text,
	CONSTRAINT "replacement_texts_kind_known" CHECK ("replacement_texts"."kind" in ('instructions', 'received', 'switched', 'both_stay', 'released', 'rolled_back', 'rejected')),
	CONSTRAINT "replacement_texts_channel_known" CHECK ("replacement_texts"."told_channel" in ('ticket', 'email', 'phone', 'chat', 'meeting')),
	CONSTRAINT "replacement_texts_told_whole" CHECK (num_nulls("replacement_texts"."told_at", "replacement_texts"."told_by", "replacement_texts"."told_to", "replacement_texts"."told_channel") in (0, 4))
);
--> statement-breakpoint
CREATE TABLE "replacements" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"source" text NOT NULL,
	"reason" text NOT NULL,
	"ticket" text,
	"planned_for" timestamp (3) with time zone,
	"asked_by_contact_id" uuid,
	"asked_by_name" text NOT NULL,
	"owner_staff_id" uuid,
	"owner_name" text NOT NULL,
	"created_by_staff_id" uuid NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "replacements_source_known" CHECK ("replacements"."source" in ('announced', 'noticed')),
	CONSTRAINT "replacements_reason_given" CHECK (length("replacements"."reason") >= 10)
);
--> statement-breakpoint
ALTER TABLE "replacement_approvals" ADD CONSTRAINT "replacement_approvals_line_id_replacement_lines_id_fk" FOREIGN KEY ("line_id") REFERENCES "public"."replacement_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacement_approvals" ADD CONSTRAINT "replacement_approvals_new_key_id_customer_keys_id_fk" FOREIGN KEY ("new_key_id") REFERENCES "public"."customer_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacement_approvals" ADD CONSTRAINT "replacement_approvals_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacement_events" ADD CONSTRAINT "replacement_events_replacement_id_replacements_id_fk" FOREIGN KEY ("replacement_id") REFERENCES "public"."replacements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacement_events" ADD CONSTRAINT "replacement_events_line_id_replacement_lines_id_fk" FOREIGN KEY ("line_id") REFERENCES "public"."replacement_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacement_lines" ADD CONSTRAINT "replacement_lines_replacement_id_replacements_id_fk" FOREIGN KEY ("replacement_id") REFERENCES "public"."replacements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacement_lines" ADD CONSTRAINT "replacement_lines_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacement_lines" ADD CONSTRAINT "replacement_lines_old_key_id_customer_keys_id_fk" FOREIGN KEY ("old_key_id") REFERENCES "public"."customer_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacement_lines" ADD CONSTRAINT "replacement_lines_new_key_id_customer_keys_id_fk" FOREIGN KEY ("new_key_id") REFERENCES "public"."customer_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacement_lines" ADD CONSTRAINT "replacement_lines_confirmed_by_staff_id_staff_id_fk" FOREIGN KEY ("confirmed_by_staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacement_lines" ADD CONSTRAINT "replacement_lines_confirmed_contact_id_contacts_id_fk" FOREIGN KEY ("confirmed_contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacement_lines" ADD CONSTRAINT "replacement_lines_first_report_id_probe_reports_id_fk" FOREIGN KEY ("first_report_id") REFERENCES "public"."probe_reports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacement_lines" ADD CONSTRAINT "replacement_lines_second_report_id_probe_reports_id_fk" FOREIGN KEY ("second_report_id") REFERENCES "public"."probe_reports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacement_lines" ADD CONSTRAINT "replacement_lines_proof_report_id_probe_reports_id_fk" FOREIGN KEY ("proof_report_id") REFERENCES "public"."probe_reports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacement_lines" ADD CONSTRAINT "replacement_lines_ownership_proof_id_ownership_proofs_id_fk" FOREIGN KEY ("ownership_proof_id") REFERENCES "public"."ownership_proofs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacement_overrides" ADD CONSTRAINT "replacement_overrides_line_id_replacement_lines_id_fk" FOREIGN KEY ("line_id") REFERENCES "public"."replacement_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacement_overrides" ADD CONSTRAINT "replacement_overrides_new_key_id_customer_keys_id_fk" FOREIGN KEY ("new_key_id") REFERENCES "public"."customer_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacement_overrides" ADD CONSTRAINT "replacement_overrides_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacement_parts" ADD CONSTRAINT "replacement_parts_line_id_replacement_lines_id_fk" FOREIGN KEY ("line_id") REFERENCES "public"."replacement_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacement_parts" ADD CONSTRAINT "replacement_parts_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacement_texts" ADD CONSTRAINT "replacement_texts_replacement_id_replacements_id_fk" FOREIGN KEY ("replacement_id") REFERENCES "public"."replacements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacements" ADD CONSTRAINT "replacements_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacements" ADD CONSTRAINT "replacements_asked_by_contact_id_contacts_id_fk" FOREIGN KEY ("asked_by_contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacements" ADD CONSTRAINT "replacements_owner_staff_id_staff_id_fk" FOREIGN KEY ("owner_staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replacements" ADD CONSTRAINT "replacements_created_by_staff_id_staff_id_fk" FOREIGN KEY ("created_by_staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "replacement_events_replacement" ON "replacement_events" USING btree ("replacement_id","at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "replacement_lines_one_open" ON "replacement_lines" USING btree ("workspace_id") WHERE "replacement_lines"."state" in ('announced', 'requested', 'testing', 'awaiting_approval', 'approved', 'switched');--> statement-breakpoint
CREATE INDEX "replacement_lines_old_key" ON "replacement_lines" USING btree ("old_key_id");--> statement-breakpoint
CREATE INDEX "replacement_lines_new_key" ON "replacement_lines" USING btree ("new_key_id");--> statement-breakpoint
CREATE INDEX "replacement_lines_unfinished" ON "replacement_lines" USING btree ("replacement_id") WHERE "replacement_lines"."state" not in ('released', 'rejected', 'withdrawn');--> statement-breakpoint
CREATE INDEX "replacement_texts_replacement" ON "replacement_texts" USING btree ("replacement_id","frozen_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "replacements_customer" ON "replacements" USING btree ("customer_id","created_at" DESC NULLS LAST);