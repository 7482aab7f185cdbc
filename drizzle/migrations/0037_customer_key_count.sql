ALTER TABLE "customers" ADD COLUMN "key_count" smallint DEFAULT 0 NOT NULL;
--> statement-breakpoint
-- As before, and it counts the keys, up to 100: the list of customers would count them anew for each row.
CREATE OR REPLACE FUNCTION public.refresh_customer_lead(customer uuid) RETURNS void LANGUAGE plpgsql
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
