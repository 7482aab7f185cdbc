-- Lists show the state of no key whose proof was withdrawn (H16), so it isn't counted by its state.
CREATE OR REPLACE FUNCTION public.key_count_delta() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO public.key_count_deltas (region, role, verdict, cause, key_state, delta)
    VALUES (OLD.region, OLD.role,
      CASE WHEN OLD.ownership_proven_at IS NULL THEN 'unverified' ELSE OLD.verdict END,
      CASE WHEN OLD.ownership_proven_at IS NULL THEN 'ownership_unproven' ELSE coalesce(OLD.cause, '') END,
      CASE WHEN OLD.ownership_proven_at IS NULL OR OLD.ownership_withdrawn_at IS NOT NULL THEN ''
        ELSE coalesce(OLD.key_state, '') END, -1);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO public.key_count_deltas (region, role, verdict, cause, key_state, delta)
    VALUES (NEW.region, NEW.role,
      CASE WHEN NEW.ownership_proven_at IS NULL THEN 'unverified' ELSE NEW.verdict END,
      CASE WHEN NEW.ownership_proven_at IS NULL THEN 'ownership_unproven' ELSE coalesce(NEW.cause, '') END,
      CASE WHEN NEW.ownership_proven_at IS NULL OR NEW.ownership_withdrawn_at IS NOT NULL THEN ''
        ELSE coalesce(NEW.key_state, '') END, 1);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- keydesk: allow contract: the trigger of the same name, with one more column, follows in this file
DROP TRIGGER customer_keys_facets_update ON "customer_keys";
--> statement-breakpoint
CREATE TRIGGER customer_keys_facets_update
  AFTER UPDATE OF region, role, verdict, cause, key_state, ownership_proven_at, ownership_withdrawn_at ON "customer_keys" FOR EACH ROW
  WHEN ((OLD.region, OLD.role, OLD.verdict, OLD.cause, OLD.key_state, OLD.ownership_proven_at IS NULL, OLD.ownership_withdrawn_at IS NULL)
    IS DISTINCT FROM (NEW.region, NEW.role, NEW.verdict, NEW.cause, NEW.key_state, NEW.ownership_proven_at IS NULL, NEW.ownership_withdrawn_at IS NULL))
  EXECUTE FUNCTION public.key_count_delta();
