CREATE TABLE "key_text_keys" (
	"text_id" uuid NOT NULL,
	"key_id" uuid NOT NULL,
	"tell_digest" text NOT NULL,
	CONSTRAINT "key_text_keys_text_id_key_id_pk" PRIMARY KEY("text_id","key_id")
);
--> statement-breakpoint
ALTER TABLE "key_text_keys" ADD CONSTRAINT "key_text_keys_text_id_key_texts_id_fk" FOREIGN KEY ("text_id") REFERENCES "public"."key_texts"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "key_text_keys" ADD CONSTRAINT "key_text_keys_key_id_customer_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."customer_keys"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "key_text_keys_key" ON "key_text_keys" USING btree ("key_id","text_id" DESC NULLS LAST);
