-- A key protects a workspace only if its holder is the workspace's customer or that customer's provider (H16). A check's
-- result locks the key, then its customers by their ids. An assignment does the same, so that none waits for the other.
CREATE FUNCTION public.assignment_holder() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  holder uuid;
BEGIN
  SELECT customer_id INTO holder FROM public.customer_keys WHERE id = NEW.key_id FOR NO KEY UPDATE;
  -- Held until the end, so that the provider can't change meanwhile.
  PERFORM 1 FROM public.customers
    WHERE id = holder OR id = (SELECT customer_id FROM public.workspaces WHERE id = NEW.workspace_id)
    ORDER BY id FOR NO KEY UPDATE;
  IF NOT EXISTS (
    SELECT FROM public.workspaces w
    JOIN public.customers c ON c.id = w.customer_id
    JOIN public.customer_keys k ON k.id = NEW.key_id
    WHERE w.id = NEW.workspace_id AND w.region = k.region AND (c.id = k.customer_id OR c.provider_id = k.customer_id)
  ) THEN
    RAISE EXCEPTION 'the key is in another region, or its holder is neither the customer of the workspace nor their provider'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'key_assignments_holder';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE FUNCTION public.strongest_assignment() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  assigned uuid;
  strongest text;
BEGIN
  FOR assigned IN
    SELECT CASE WHEN TG_OP = 'DELETE' THEN OLD.key_id ELSE NEW.key_id END AS id
    UNION SELECT CASE WHEN TG_OP = 'INSERT' THEN NEW.key_id ELSE OLD.key_id END
    ORDER BY id
  LOOP
    -- Before the assignments are read: what another transaction assigns must not be missed.
    PERFORM 1 FROM public.customer_keys WHERE id = assigned FOR NO KEY UPDATE;
    SELECT CASE
        WHEN bool_or(role = 'active' AND to_at IS NULL) THEN 'active'
        WHEN bool_or(role = 'retained' AND to_at IS NULL) THEN 'retained'
        WHEN count(*) > 0 THEN 'released'
      END INTO strongest
      FROM public.key_assignments WHERE key_id = assigned;
    UPDATE public.customer_keys SET role = strongest
      WHERE id = assigned AND role NOT IN (strongest, 'retired');
  END LOOP;
  PERFORM public.refresh_customer_lead(w.customer_id) FROM public.workspaces w
    WHERE w.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.workspace_id ELSE NEW.workspace_id END;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER key_assignments_holder BEFORE INSERT OR UPDATE OF workspace_id, key_id ON "key_assignments"
  FOR EACH ROW EXECUTE FUNCTION public.assignment_holder();
--> statement-breakpoint
CREATE TRIGGER key_assignments_strongest AFTER INSERT OR UPDATE OR DELETE ON "key_assignments"
  FOR EACH ROW EXECUTE FUNCTION public.strongest_assignment();
