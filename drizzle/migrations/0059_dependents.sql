CREATE TABLE "dependent_reports" (
	"key_id" uuid NOT NULL,
	"report_id" text NOT NULL,
	"as_of" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"content_hash" "bytea" NOT NULL,
	"content" jsonb NOT NULL,
	CONSTRAINT "dependent_reports_key_id_report_id_pk" PRIMARY KEY("key_id","report_id"),
	CONSTRAINT "dependent_reports_id_form" CHECK ("dependent_reports"."report_id" ~ '^[A-Za-z0-9._:-]{1,100}$')
);
--> statement-breakpoint
CREATE TABLE "dependents" (
	"key_id" uuid PRIMARY KEY NOT NULL,
	"report_id" text NOT NULL,
	"as_of" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"reported_by" text NOT NULL,
	"content" jsonb NOT NULL,
	"zero_since" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "dependent_reports" ADD CONSTRAINT "dependent_reports_key_id_customer_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."customer_keys"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "dependents" ADD CONSTRAINT "dependents_key_id_customer_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."customer_keys"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "dependent_reports_received" ON "dependent_reports" USING btree ("received_at");
--> statement-breakpoint
REVOKE UPDATE, TRUNCATE ON dependent_reports FROM keydesk_app;
