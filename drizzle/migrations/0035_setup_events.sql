CREATE TABLE "setup_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"setup_id" uuid NOT NULL,
	"line_id" uuid,
	"at" timestamp (3) with time zone NOT NULL,
	"by" text,
	"kind" text NOT NULL,
	"detail" jsonb NOT NULL,
	CONSTRAINT "setup_events_kind_form" CHECK ("setup_events"."kind" ~ '^[a-z][a-z0-9_]{0,62}$')
);
--> statement-breakpoint
ALTER TABLE "setup_events" ADD CONSTRAINT "setup_events_setup_id_setups_id_fk" FOREIGN KEY ("setup_id") REFERENCES "public"."setups"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "setup_events_setup" ON "setup_events" USING btree ("setup_id","at" DESC NULLS LAST,"id" DESC NULLS LAST);
--> statement-breakpoint
REVOKE UPDATE, DELETE, TRUNCATE ON setup_events FROM keydesk_app;
