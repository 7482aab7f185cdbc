-- A line is cleared only with its proofs: two full checks at least five minutes apart and an encrypt/decrypt test, all of
-- this key and ARN and at most a day old, a proof of ownership, and our side. Instants are compared with each other, never
-- with the database's clock. What cleared a line stays as it was.
CREATE FUNCTION public.setup_line_cleared() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  missing text;
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.cleared_at IS NOT NULL THEN
    IF (NEW.setup_id, NEW.workspace_id, NEW.region, NEW.key_id, NEW.cleared_by, NEW.cleared_at, NEW.cleared_arn, NEW.first_report_id,
        NEW.second_report_id, NEW.proof_report_id, NEW.ownership_proof_id, NEW.our_side_at, NEW.our_side_arn)
      IS DISTINCT FROM (OLD.setup_id, OLD.workspace_id, OLD.region, OLD.key_id, OLD.cleared_by, OLD.cleared_at, OLD.cleared_arn,
        OLD.first_report_id, OLD.second_report_id, OLD.proof_report_id, OLD.ownership_proof_id, OLD.our_side_at, OLD.our_side_arn) THEN
      RAISE EXCEPTION 'what cleared a setup stays as it was'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'setup_lines_cleared_stays';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.cleared_at IS NULL THEN
    RETURN NEW;
  END IF;
  -- Locked until the end: what the line rests on must not change meanwhile.
  PERFORM 1 FROM public.customer_keys WHERE id = NEW.key_id FOR NO KEY UPDATE;
  SELECT CASE
    WHEN NOT EXISTS (SELECT FROM public.customer_keys k WHERE k.id = NEW.key_id AND k.arn = NEW.cleared_arn AND k.role <> 'retired'
        AND k.ownership_proven_at <= NEW.cleared_at AND k.ownership_withdrawn_at IS NULL) THEN 'key'
    WHEN NOT EXISTS (SELECT FROM public.ownership_proofs p JOIN public.customer_keys k ON k.id = p.key_id
        WHERE p.id = NEW.ownership_proof_id AND p.key_id = NEW.key_id AND p.arn = NEW.cleared_arn
        AND p.customer_id = k.customer_id AND p.withdrawn_at IS NULL AND p.proven_at <= NEW.cleared_at) THEN 'ownership'
    WHEN NOT EXISTS (SELECT FROM public.probe_reports one JOIN public.probe_reports two ON two.id = NEW.second_report_id
        WHERE one.id = NEW.first_report_id AND one.started_at + interval '5 min' <= two.started_at
        AND one.started_at >= NEW.cleared_at - interval '24 hours' AND two.finished_at <= NEW.cleared_at
        AND (one.key_id, one.arn, one.kind, one.passed, one.conclusive) = (NEW.key_id, NEW.cleared_arn, 'grid', true, true)
        AND (two.key_id, two.arn, two.kind, two.passed, two.conclusive) = (NEW.key_id, NEW.cleared_arn, 'grid', true, true)) THEN 'checks'
    WHEN NOT EXISTS (SELECT FROM public.probe_reports r WHERE r.id = NEW.proof_report_id
        AND (r.key_id, r.arn, r.kind, r.passed, r.conclusive) = (NEW.key_id, NEW.cleared_arn, 'proof', true, true)
        AND r.started_at >= NEW.cleared_at - interval '24 hours' AND r.finished_at <= NEW.cleared_at) THEN 'encrypt_test'
    WHEN (NEW.our_side_arn = NEW.cleared_arn AND NEW.our_side_at <= NEW.cleared_at) IS NOT TRUE THEN 'our_side'
    WHEN NOT EXISTS (SELECT FROM public.setups s JOIN public.customers c ON c.id = s.customer_id
        JOIN public.workspaces w ON w.id = NEW.workspace_id AND w.customer_id = s.customer_id AND w.region = NEW.region
        WHERE s.id = NEW.setup_id AND s.withdrawn_at IS NULL AND s.plan_attested_at <= NEW.cleared_at
        AND c.external_id IS NOT NULL) THEN 'setup'
    WHEN (NEW.workspace_attested_at <= NEW.cleared_at AND NEW.jobs_attested_at <= NEW.cleared_at) IS NOT TRUE THEN 'attested'
    END INTO missing;
  IF missing IS NOT NULL THEN
    RAISE EXCEPTION 'the setup can''t be cleared: % is missing', missing
      USING ERRCODE = 'check_violation', CONSTRAINT = 'setup_lines_gate';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER setup_lines_cleared BEFORE INSERT OR UPDATE ON "setup_lines"
  FOR EACH ROW EXECUTE FUNCTION public.setup_line_cleared();
