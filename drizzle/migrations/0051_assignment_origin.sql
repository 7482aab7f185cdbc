-- A key becomes active by a setup that is cleared in the same transaction, or it was active before setups existed. An
-- assignment can only end: a change of role ends one and begins another.
CREATE FUNCTION public.assignment_origin() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.workspace_id, NEW.key_id, NEW.role, NEW.from_at, NEW.origin, NEW.origin_id)
        IS DISTINCT FROM (OLD.workspace_id, OLD.key_id, OLD.role, OLD.from_at, OLD.origin, OLD.origin_id)
      OR (OLD.to_at IS NOT NULL AND NEW.to_at IS DISTINCT FROM OLD.to_at) THEN
      RAISE EXCEPTION 'an assignment can only end' USING ERRCODE = 'check_violation', CONSTRAINT = 'key_assignments_only_end';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.role = 'active'
    AND NOT (NEW.origin = 'legacy' AND EXISTS (SELECT FROM public.legacy_keys WHERE key_id = NEW.key_id))
    AND NOT (NEW.origin = 'setup' AND EXISTS (SELECT FROM public.setup_lines l
      WHERE l.id = NEW.origin_id AND l.key_id = NEW.key_id AND l.workspace_id = NEW.workspace_id AND l.cleared_at = NEW.from_at
      -- Cleared in this transaction, so that a clearance works once.
      AND l.xmin = pg_current_xact_id()::xid)) THEN
    RAISE EXCEPTION 'a key becomes active only by a setup that is cleared in the same transaction'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'key_assignments_origin_cleared';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER key_assignments_origin BEFORE INSERT OR UPDATE ON "key_assignments"
  FOR EACH ROW EXECUTE FUNCTION public.assignment_origin();
