CREATE TABLE "ownership_checks" (
	"key_id" uuid PRIMARY KEY NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	"claimed_at" timestamp (3) with time zone,
	"last_at" timestamp (3) with time zone,
	"last_answer" text,
	CONSTRAINT "ownership_checks_answer_known" CHECK ("ownership_checks"."last_answer" in ('seen', 'not_seen', 'not_readable', 'could_not_check')),
	CONSTRAINT "ownership_checks_answered" CHECK (("ownership_checks"."last_at" is null) = ("ownership_checks"."last_answer" is null))
);
--> statement-breakpoint
ALTER TABLE "ownership_checks" ADD CONSTRAINT "ownership_checks_key_id_customer_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."customer_keys"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "ownership_checks_next" ON "ownership_checks" USING btree ("next_at");
