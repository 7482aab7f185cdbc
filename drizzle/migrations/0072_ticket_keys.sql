CREATE TABLE "ticket_keys" (
	"ticket_id" uuid NOT NULL,
	"key_id" uuid NOT NULL,
	CONSTRAINT "ticket_keys_ticket_id_key_id_pk" PRIMARY KEY("ticket_id","key_id")
);
--> statement-breakpoint
ALTER TABLE "ticket_keys" ADD CONSTRAINT "ticket_keys_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "ticket_keys" ADD CONSTRAINT "ticket_keys_key_id_customer_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."customer_keys"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "ticket_keys_key" ON "ticket_keys" USING btree ("key_id");
