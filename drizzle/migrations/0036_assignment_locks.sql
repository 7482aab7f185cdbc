-- A check's result locks the key, then its customers by their ids. An assignment does the same, so that the two, or two
-- assignments of one key, can't wait for each other: it held the customer first, shared, and then wanted it alone.
CREATE OR REPLACE FUNCTION public.assignment_holder() RETURNS trigger LANGUAGE plpgsql
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
