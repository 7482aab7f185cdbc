-- The old keys whose problem a text of a replacement tells. Its table comes first, as in the transactions that write both.
ALTER TABLE "replacement_texts" ADD COLUMN "tells" jsonb;
--> statement-breakpoint
-- By when we promised a key's customer to write again.
-- keydesk: allow one_table: replacement_texts is written a few times a day; customer_keys, the busy one, is locked last
ALTER TABLE "customer_keys" ADD COLUMN "promised_for" timestamp (3) with time zone;
--> statement-breakpoint
GRANT UPDATE (promised_for) ON customer_keys TO keydesk_app;
--> statement-breakpoint
-- What is over stays over, but for who waits for the answer to a text: that goes on with a hand-over.
CREATE OR REPLACE FUNCTION public.stays_over() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_NAME = 'key_texts_stay_over'
    AND to_jsonb(NEW) - '{owner_staff_id,owner_name}'::text[] = to_jsonb(OLD) - '{owner_staff_id,owner_name}'::text[]
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'what is over in % stays over', TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
END $$;
