-- A provider that holds keys of a customer's workspaces stays their provider until these keys are released.
CREATE FUNCTION public.provider_in_use() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM public.workspaces w
    JOIN public.key_assignments a ON a.workspace_id = w.id AND a.to_at IS NULL
    JOIN public.customer_keys k ON k.id = a.key_id
    WHERE w.customer_id = OLD.id AND k.customer_id = OLD.provider_id
  ) THEN
    RAISE EXCEPTION 'the provider holds keys of this customer''s workspaces'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'customers_provider_in_use';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER customers_provider_in_use BEFORE UPDATE OF provider_id ON "customers" FOR EACH ROW
  WHEN (OLD.provider_id IS DISTINCT FROM NEW.provider_id) EXECUTE FUNCTION public.provider_in_use();
