CREATE TABLE "setup_lines" (
	"id" uuid PRIMARY KEY NOT NULL,
	"setup_id" uuid NOT NULL,
	"position" smallint NOT NULL,
	"workspace_id" uuid NOT NULL,
	"region" text NOT NULL,
	"workspace_attested_by" text,
	"workspace_attested_at" timestamp (3) with time zone,
	"jobs_attested_by" text,
	"jobs_attested_at" timestamp (3) with time zone,
	"existing_data" text,
	"key_id" uuid,
	"key_received_at" timestamp (3) with time zone,
	"grant_statement" boolean,
	"our_side_by" text,
	"our_side_at" timestamp (3) with time zone,
	"our_side_how" text,
	"our_side_arn" text,
	"cleared_by" text,
	"cleared_at" timestamp (3) with time zone,
	"cleared_arn" text,
	"first_report_id" uuid,
	"second_report_id" uuid,
	"proof_report_id" uuid,
	"ownership_proof_id" uuid,
	"told_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"first_backup_at" timestamp (3) with time zone,
	"first_backup_by" text,
	CONSTRAINT "setup_lines_position" UNIQUE("setup_id","position"),
	CONSTRAINT "setup_lines_key_received" CHECK (("setup_lines"."key_id" is null) = ("setup_lines"."key_received_at" is null)),
	CONSTRAINT "setup_lines_cleared_whole" CHECK (num_nulls("setup_lines"."cleared_by", "setup_lines"."cleared_at", "setup_lines"."cleared_arn", "setup_lines"."first_report_id", "setup_lines"."second_report_id", "setup_lines"."proof_report_id", "setup_lines"."ownership_proof_id") in (0, 7)),
	CONSTRAINT "setup_lines_our_side_whole" CHECK (num_nulls("setup_lines"."our_side_by", "setup_lines"."our_side_at", "setup_lines"."our_side_how", "setup_lines"."our_side_arn") in (0, 4)),
	CONSTRAINT "setup_lines_cleared_or_ended" CHECK ("setup_lines"."cleared_at" is null or "setup_lines"."ended_at" is null),
	CONSTRAINT "setup_lines_told_after" CHECK ("setup_lines"."told_at" is null or "setup_lines"."cleared_at" is not null),
	CONSTRAINT "setup_lines_backup_after" CHECK ("setup_lines"."first_backup_at" is null or "setup_lines"."told_at" is not null)
);
--> statement-breakpoint
ALTER TABLE "setup_lines" ADD CONSTRAINT "setup_lines_setup_id_setups_id_fk" FOREIGN KEY ("setup_id") REFERENCES "public"."setups"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "setup_lines" ADD CONSTRAINT "setup_lines_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "setup_lines" ADD CONSTRAINT "setup_lines_key_id_customer_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."customer_keys"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "setup_lines" ADD CONSTRAINT "setup_lines_first_report_id_probe_reports_id_fk" FOREIGN KEY ("first_report_id") REFERENCES "public"."probe_reports"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "setup_lines" ADD CONSTRAINT "setup_lines_second_report_id_probe_reports_id_fk" FOREIGN KEY ("second_report_id") REFERENCES "public"."probe_reports"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "setup_lines" ADD CONSTRAINT "setup_lines_proof_report_id_probe_reports_id_fk" FOREIGN KEY ("proof_report_id") REFERENCES "public"."probe_reports"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "setup_lines" ADD CONSTRAINT "setup_lines_ownership_proof_id_ownership_proofs_id_fk" FOREIGN KEY ("ownership_proof_id") REFERENCES "public"."ownership_proofs"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE UNIQUE INDEX "setup_lines_one_open" ON "setup_lines" USING btree ("workspace_id") WHERE "setup_lines"."cleared_at" is null and "setup_lines"."ended_at" is null;
--> statement-breakpoint
CREATE INDEX "setup_lines_key" ON "setup_lines" USING btree ("key_id");
--> statement-breakpoint
CREATE INDEX "setup_lines_unfinished" ON "setup_lines" USING btree ("setup_id","position") WHERE "setup_lines"."first_backup_at" is null and "setup_lines"."ended_at" is null;
--> statement-breakpoint
REVOKE DELETE, TRUNCATE ON setup_lines FROM keydesk_app;
