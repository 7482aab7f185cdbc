-- Tables are named with their schema, and the search path is pinned. Without that the trigger read a session's
-- temporary table named audit_log instead of the audit.
CREATE OR REPLACE FUNCTION public.audit_row_hash(entry public.audit_log) RETURNS bytea LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT sha256(entry.prev_hash || convert_to(jsonb_build_array(
    entry.seq, entry.id, to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), entry.actor, entry.action,
    entry.target_type, entry.target_id, entry.customer_id, entry.before, entry.after, entry.reason, entry.request_id
  )::text, 'UTF8'))
$$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION public.audit_chain() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  last_seq bigint;
  last_hash bytea;
BEGIN
  -- One writer at a time, to the end of its transaction: the sequence has no gaps and the chain no forks.
  PERFORM pg_advisory_xact_lock(hashtext('keydesk.audit_log'));
  SELECT seq, hash INTO last_seq, last_hash FROM public.audit_log ORDER BY seq DESC LIMIT 1;
  NEW.seq := coalesce(last_seq, 0) + 1;
  NEW.prev_hash := coalesce(last_hash, sha256(convert_to('keydesk audit', 'UTF8')));
  NEW.hash := public.audit_row_hash(NEW);
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION public.audit_refuse() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'audit_log is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION public.fleet_count_delta() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.role IN ('active', 'retained') THEN
    INSERT INTO public.fleet_count_deltas (region, verdict, delta) VALUES (OLD.region, OLD.verdict, -1);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.role IN ('active', 'retained') THEN
    INSERT INTO public.fleet_count_deltas (region, verdict, delta) VALUES (NEW.region, NEW.verdict, 1);
  END IF;
  RETURN NULL;
END $$;
