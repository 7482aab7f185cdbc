-- The old keys whose problem a text of a replacement tells. Its table comes first, as in the transactions that write both.
ALTER TABLE "replacement_texts" ADD COLUMN "tells" jsonb;
--> statement-breakpoint
-- By when we promised a key's customer to write again.
-- keydesk: allow one_table: replacement_texts is written a few times a day; customer_keys, the busy one, is locked last
ALTER TABLE "customer_keys" ADD COLUMN "promised_for" timestamp (3) with time zone;
--> statement-breakpoint
GRANT UPDATE (promised_for) ON customer_keys TO keydesk_app;
