CREATE TABLE "ownership_codes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"setup_id" uuid NOT NULL,
	"code" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"used_key_id" uuid,
	CONSTRAINT "ownership_codes_code" UNIQUE("code"),
	CONSTRAINT "ownership_codes_form" CHECK ("ownership_codes"."code" ~ '^[a-z2-7]{20}$'),
	CONSTRAINT "ownership_codes_used_whole" CHECK (("ownership_codes"."used_at" is null) = ("ownership_codes"."used_key_id" is null))
);
--> statement-breakpoint
ALTER TABLE "ownership_codes" ADD CONSTRAINT "ownership_codes_setup_id_setups_id_fk" FOREIGN KEY ("setup_id") REFERENCES "public"."setups"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "ownership_codes" ADD CONSTRAINT "ownership_codes_used_key_id_customer_keys_id_fk" FOREIGN KEY ("used_key_id") REFERENCES "public"."customer_keys"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "ownership_codes_setup" ON "ownership_codes" USING btree ("setup_id","created_at" DESC NULLS LAST);
--> statement-breakpoint
REVOKE DELETE, TRUNCATE ON ownership_codes FROM keydesk_app;
