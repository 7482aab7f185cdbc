-- What the app's role may change of keys, proofs, codes, setups and assignments. A key stays its holder's, a proof is only
-- withdrawn, a code is used once, and an assignment that has begun is never deleted.
REVOKE DELETE ON customer_keys, key_assignments, workspaces, customer_accounts, contacts FROM keydesk_app;
--> statement-breakpoint
REVOKE UPDATE ON customer_keys FROM keydesk_app;
--> statement-breakpoint
GRANT UPDATE (role, ownership_proven_at, ownership_withdrawn_at, note, revision, verdict, cause, verdict_since,
  not_usable_since, deadline_at, usable_until, next_action, assignments_filled, urgency, key_state, key_manager, key_spec,
  key_usage, origin, kms_created_at, deletion_at, pending_deletion_window_days, material_expires_at, multi_region_type,
  custom_key_store_id, current_key_material_id, rotation_enabled, rotation_period_days, next_rotation_at,
  on_demand_rotation_started_at) ON customer_keys TO keydesk_app;
--> statement-breakpoint
REVOKE UPDATE ON key_assignments FROM keydesk_app;
--> statement-breakpoint
GRANT UPDATE (to_at) ON key_assignments TO keydesk_app;
--> statement-breakpoint
REVOKE UPDATE ON workspaces FROM keydesk_app;
--> statement-breakpoint
REVOKE UPDATE ON ownership_proofs FROM keydesk_app;
--> statement-breakpoint
GRANT UPDATE (withdrawn_at, withdrawn_by, withdraw_reason) ON ownership_proofs TO keydesk_app;
--> statement-breakpoint
REVOKE UPDATE ON ownership_codes FROM keydesk_app;
--> statement-breakpoint
GRANT UPDATE (expires_at, used_at, used_key_id) ON ownership_codes TO keydesk_app;
--> statement-breakpoint
REVOKE UPDATE ON customer_accounts FROM keydesk_app;
--> statement-breakpoint
GRANT UPDATE (shared_since, revoked_at, revoked_by, revoke_reason) ON customer_accounts TO keydesk_app;
--> statement-breakpoint
REVOKE UPDATE ON setups FROM keydesk_app;
--> statement-breakpoint
GRANT UPDATE (ticket, asked_by_contact_id, asked_by_name, owner_staff_id, owner_name, plan_attested_by, plan_attested_at,
  hold_until, hold_reason, remind_at, withdrawn_at, withdrawn_by, withdraw_reason, revision) ON setups TO keydesk_app;
--> statement-breakpoint
-- What is over stays over: a withdrawn proof, a used code, a revoked binding, and that an account is shared.
CREATE FUNCTION public.stays_over() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'what is over in % stays over', TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
END $$;
--> statement-breakpoint
-- A key is active only where a workspace has it as its active key, or from before setups existed. Looked at when the
-- transaction ends: a key that is added as active gets its assignment after it.
CREATE FUNCTION public.active_key_assigned() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.customer_keys WHERE id = NEW.id AND role = 'active')
    AND NOT EXISTS (SELECT FROM public.key_assignments WHERE key_id = NEW.id AND role = 'active' AND to_at IS NULL)
    AND NOT EXISTS (SELECT FROM public.legacy_keys WHERE key_id = NEW.id) THEN
    RAISE EXCEPTION 'a key is active only as the active key of a workspace'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'customer_keys_active_assigned';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- A clearance works once, and none from before the workspace's last active key ended. Touching a cleared line moves its xmin,
-- so that xmin alone doesn't say that it was cleared in this transaction.
CREATE OR REPLACE FUNCTION public.assignment_origin() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.id, NEW.workspace_id, NEW.key_id, NEW.role, NEW.from_at, NEW.origin, NEW.origin_id)
        IS DISTINCT FROM (OLD.id, OLD.workspace_id, OLD.key_id, OLD.role, OLD.from_at, OLD.origin, OLD.origin_id)
      OR (OLD.to_at IS NOT NULL AND NEW.to_at IS DISTINCT FROM OLD.to_at) THEN
      RAISE EXCEPTION 'an assignment can only end' USING ERRCODE = 'check_violation', CONSTRAINT = 'key_assignments_only_end';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.role = 'active'
    AND NOT (NEW.origin = 'legacy' AND EXISTS (SELECT FROM public.legacy_keys WHERE key_id = NEW.key_id))
    AND NOT (NEW.origin = 'setup' AND EXISTS (SELECT FROM public.setup_lines l
      WHERE l.id = NEW.origin_id AND l.key_id = NEW.key_id AND l.workspace_id = NEW.workspace_id AND l.cleared_at = NEW.from_at
      AND l.xmin = pg_current_xact_id()::xid)
      AND NOT EXISTS (SELECT FROM public.key_assignments a WHERE a.workspace_id = NEW.workspace_id
        AND (a.origin_id = NEW.origin_id OR (a.role = 'active' AND a.to_at >= NEW.from_at)))) THEN
    RAISE EXCEPTION 'a key becomes active only by a setup that is cleared in the same transaction'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'key_assignments_origin_cleared';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- As in 0050, with more that stays: a line never moves to another setup, workspace or region, and of a cleared line only what
-- comes after the clearance is written. A line is cleared only with a key of its region.
CREATE OR REPLACE FUNCTION public.setup_line_cleared() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  missing text;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.id, NEW.setup_id, NEW.position, NEW.workspace_id, NEW.region)
        IS DISTINCT FROM (OLD.id, OLD.setup_id, OLD.position, OLD.workspace_id, OLD.region)
      OR (OLD.cleared_at IS NOT NULL AND
        (NEW.workspace_attested_by, NEW.workspace_attested_at, NEW.jobs_attested_by, NEW.jobs_attested_at, NEW.existing_data,
         NEW.key_id, NEW.key_received_at, NEW.grant_statement, NEW.our_side_by, NEW.our_side_at, NEW.our_side_how,
         NEW.our_side_arn, NEW.cleared_by, NEW.cleared_at, NEW.cleared_arn, NEW.first_report_id, NEW.second_report_id,
         NEW.proof_report_id, NEW.ownership_proof_id)
        IS DISTINCT FROM
        (OLD.workspace_attested_by, OLD.workspace_attested_at, OLD.jobs_attested_by, OLD.jobs_attested_at, OLD.existing_data,
         OLD.key_id, OLD.key_received_at, OLD.grant_statement, OLD.our_side_by, OLD.our_side_at, OLD.our_side_how,
         OLD.our_side_arn, OLD.cleared_by, OLD.cleared_at, OLD.cleared_arn, OLD.first_report_id, OLD.second_report_id,
         OLD.proof_report_id, OLD.ownership_proof_id))
      OR (OLD.told_at IS NOT NULL AND NEW.told_at IS DISTINCT FROM OLD.told_at) THEN
      RAISE EXCEPTION 'what cleared a setup stays as it was'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'setup_lines_cleared_stays';
    END IF;
    IF OLD.cleared_at IS NOT NULL THEN
      RETURN NEW;
    END IF;
  END IF;
  IF NEW.cleared_at IS NULL THEN
    RETURN NEW;
  END IF;
  -- Locked until the end: what the line rests on must not change meanwhile. The setup and its customer first, as the app does.
  PERFORM 1 FROM public.setups WHERE id = NEW.setup_id FOR SHARE;
  PERFORM 1 FROM public.customer_keys WHERE id = NEW.key_id FOR NO KEY UPDATE;
  SELECT CASE
    WHEN NOT EXISTS (SELECT FROM public.customer_keys k WHERE k.id = NEW.key_id AND k.arn = NEW.cleared_arn AND k.role <> 'retired'
        AND k.region = NEW.region AND k.ownership_proven_at <= NEW.cleared_at AND k.ownership_withdrawn_at IS NULL) THEN 'key'
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
-- keydesk: allow one_table: the first three are written a few times a day; customer_keys, the busy one, is locked last
CREATE TRIGGER ownership_proofs_stay_withdrawn BEFORE UPDATE ON "ownership_proofs" FOR EACH ROW
  WHEN (OLD.withdrawn_at IS NOT NULL) EXECUTE FUNCTION public.stays_over();
CREATE TRIGGER ownership_codes_stay_used BEFORE UPDATE ON "ownership_codes" FOR EACH ROW
  WHEN (OLD.used_at IS NOT NULL) EXECUTE FUNCTION public.stays_over();
CREATE TRIGGER customer_accounts_stay_over BEFORE UPDATE ON "customer_accounts" FOR EACH ROW
  WHEN (OLD.revoked_at IS NOT NULL OR (OLD.shared_since IS NOT NULL AND NEW.shared_since IS DISTINCT FROM OLD.shared_since))
  EXECUTE FUNCTION public.stays_over();
CREATE CONSTRAINT TRIGGER customer_keys_active_assigned AFTER INSERT OR UPDATE OF role ON "customer_keys"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.role = 'active') EXECUTE FUNCTION public.active_key_assigned();
