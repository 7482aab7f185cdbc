-- A key that is released ends the lines whose old key it is, and their history says so.
CREATE FUNCTION public.release_ends_lines() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  WITH ended AS (
    UPDATE public.replacement_lines SET state = 'released', state_at = NEW.released_at, released_at = NEW.released_at
      WHERE old_key_id = NEW.key_id AND state = 'acknowledged' RETURNING id, replacement_id)
  INSERT INTO public.replacement_events (id, replacement_id, line_id, at, "by", kind, detail)
    SELECT gen_random_uuid(), e.replacement_id, e.id, NEW.released_at, NEW.released_by, 'released',
      jsonb_build_object('reason', NEW.reason) FROM ended e;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER key_releases_end_lines AFTER INSERT ON "key_releases"
  FOR EACH ROW EXECUTE FUNCTION public.release_ends_lines();
