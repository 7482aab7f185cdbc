ALTER TABLE "customer_keys" ADD COLUMN "ownership_withdrawn_at" timestamp (3) with time zone;
--> statement-breakpoint
-- The order of lists follows what is stored, whichever version writes it. The ranks are those of `URGENCIES`.
CREATE OR REPLACE FUNCTION public.key_urgency() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  -- Nothing of a key without proof of ownership, or whose proof was withdrawn, is shown, not even by its place in a list (H16).
  IF NEW.ownership_proven_at IS NULL OR NEW.ownership_withdrawn_at IS NOT NULL THEN
    NEW.deadline_at := NULL;
    NEW.not_usable_since := NULL;
  END IF;
  NEW.urgency := CASE
    WHEN NEW.ownership_proven_at IS NULL OR NEW.ownership_withdrawn_at IS NOT NULL THEN 4
    WHEN NEW.verdict IN ('unusable', 'attention') AND NEW.next_action = 'vendor' THEN 0
    WHEN NEW.deadline_at IS NOT NULL THEN 1
    WHEN NEW.verdict = 'unusable' THEN 2
    WHEN NEW.verdict = 'attention' THEN 3
    WHEN NEW.verdict = 'unverified' THEN 4
    ELSE 5
  END;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- keydesk: allow contract: the trigger of the same name, with one more column, follows in this file
DROP TRIGGER customer_keys_urgency ON "customer_keys";
--> statement-breakpoint
CREATE TRIGGER customer_keys_urgency BEFORE INSERT OR UPDATE OF verdict, next_action, deadline_at, not_usable_since, ownership_proven_at, ownership_withdrawn_at, urgency
  ON "customer_keys" FOR EACH ROW EXECUTE FUNCTION public.key_urgency();
