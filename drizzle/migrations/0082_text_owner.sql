-- Who has to say whether a copied text was sent, where that is no longer the person who copied it.
ALTER TABLE "key_texts" ADD COLUMN "owner_staff_id" uuid;
--> statement-breakpoint
ALTER TABLE "key_texts" ADD COLUMN "owner_name" text;
--> statement-breakpoint
ALTER TABLE "key_texts" ADD CONSTRAINT "key_texts_owner_whole" CHECK (num_nulls("key_texts"."owner_staff_id", "key_texts"."owner_name") in (0, 2)) NOT VALID;
--> statement-breakpoint
GRANT UPDATE (owner_staff_id, owner_name) ON key_texts TO keydesk_app;
