-- A customer's place in the list of customers is that of their most urgent key, held by them or by their provider. Their
-- keys are counted up to 100: the list would count them anew for each row.
CREATE FUNCTION public.refresh_customer_lead(customer uuid) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  lead record;
  keys smallint;
BEGIN
  -- Before the keys are read: what another transaction changes about this customer must not be missed.
  PERFORM 1 FROM public.customers WHERE id = customer FOR NO KEY UPDATE;
  SELECT * INTO lead FROM (
    (SELECT id, urgency, deadline_at, not_usable_since, verdict, region FROM public.customer_keys
      WHERE customer_id = customer AND role <> 'retired'
      ORDER BY urgency, coalesce(deadline_at, 'infinity'::timestamptz), coalesce(not_usable_since, 'infinity'::timestamptz), id
      LIMIT 1)
    UNION ALL
    (SELECT k.id, k.urgency, k.deadline_at, k.not_usable_since, k.verdict, k.region
      FROM public.workspaces w
      JOIN public.key_assignments a ON a.workspace_id = w.id AND a.to_at IS NULL
      JOIN public.customer_keys k ON k.id = a.key_id AND k.customer_id <> customer AND k.role <> 'retired'
      WHERE w.customer_id = customer
      ORDER BY k.urgency, coalesce(k.deadline_at, 'infinity'::timestamptz), coalesce(k.not_usable_since, 'infinity'::timestamptz), k.id
      LIMIT 1)
  ) AS keys
  ORDER BY urgency, coalesce(deadline_at, 'infinity'::timestamptz), coalesce(not_usable_since, 'infinity'::timestamptz), id
  LIMIT 1;
  SELECT count(*) INTO keys FROM (
    SELECT FROM (
      SELECT id FROM public.customer_keys WHERE customer_id = customer AND role <> 'retired'
      UNION ALL
      SELECT DISTINCT k.id FROM public.workspaces w
      JOIN public.key_assignments a ON a.workspace_id = w.id AND a.to_at IS NULL
      JOIN public.customer_keys k ON k.id = a.key_id AND k.customer_id <> customer AND k.role <> 'retired'
      WHERE w.customer_id = customer
    ) AS held_or_used
    LIMIT 100
  ) AS counted;
  UPDATE public.customers SET lead_key_id = lead.id, urgency = coalesce(lead.urgency, 9), deadline_at = lead.deadline_at,
    not_usable_since = lead.not_usable_since, lead_verdict = lead.verdict, lead_region = lead.region, key_count = keys
  WHERE id = customer
    AND (lead_key_id, urgency, deadline_at, not_usable_since, lead_verdict, lead_region, key_count) IS DISTINCT FROM
      (lead.id, coalesce(lead.urgency, 9::smallint), lead.deadline_at, lead.not_usable_since, lead.verdict, lead.region, keys);
END $$;
--> statement-breakpoint
CREATE FUNCTION public.key_leads() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  customer uuid;
  changed uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END;
BEGIN
  -- In the order of their ids, so that two transactions can't wait for each other.
  FOR customer IN
    SELECT CASE WHEN TG_OP = 'DELETE' THEN OLD.customer_id ELSE NEW.customer_id END AS id
    UNION SELECT CASE WHEN TG_OP = 'INSERT' THEN NEW.customer_id ELSE OLD.customer_id END
    UNION SELECT w.customer_id FROM public.key_assignments a JOIN public.workspaces w ON w.id = a.workspace_id
      WHERE a.key_id = changed AND a.to_at IS NULL
    ORDER BY id
  LOOP
    PERFORM public.refresh_customer_lead(customer);
  END LOOP;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER customer_keys_lead_insert AFTER INSERT OR DELETE ON "customer_keys"
  FOR EACH ROW EXECUTE FUNCTION public.key_leads();
--> statement-breakpoint
CREATE TRIGGER customer_keys_lead_update
  AFTER UPDATE OF customer_id, region, role, verdict, next_action, urgency, deadline_at, not_usable_since, ownership_proven_at ON "customer_keys"
  FOR EACH ROW
  WHEN ((OLD.customer_id, OLD.region, OLD.role, OLD.verdict, OLD.urgency, OLD.deadline_at, OLD.not_usable_since)
    IS DISTINCT FROM (NEW.customer_id, NEW.region, NEW.role, NEW.verdict, NEW.urgency, NEW.deadline_at, NEW.not_usable_since))
  EXECUTE FUNCTION public.key_leads();
