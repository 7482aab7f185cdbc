-- As in 0060, and: a key becomes active also by a replacement that is switched or rolled back in the same transaction. A key
-- from before setups existed takes over no workspace from another one, unless the owner of the tables repairs by hand.
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
  -- What follows on an imported assignment keeps its origin; which role may follow is another trigger's matter.
  IF NEW.origin = 'import' AND NOT (NEW.role <> 'active' AND EXISTS (SELECT FROM public.key_assignments a
      WHERE a.key_id = NEW.key_id AND a.workspace_id = NEW.workspace_id AND a.origin = 'import'
        AND a.origin_id = NEW.origin_id AND a.to_at = NEW.from_at)) THEN
    IF NOT EXISTS (SELECT FROM public.import_rows r
      JOIN public.imports i ON i.id = r.import_id AND i.state = 'running'
      JOIN public.customer_keys k ON k.id = r.key_id AND k.ownership_proven_at IS NOT NULL AND k.ownership_withdrawn_at IS NULL
      JOIN public.workspaces w ON w.id = r.workspace_id
      JOIN public.customers c ON c.id = w.customer_id
      WHERE r.id = NEW.origin_id AND r.outcome = 'imported' AND r.key_id = NEW.key_id AND r.workspace_id = NEW.workspace_id
        AND r.cells ->> 'key_arn' = k.arn AND r.cells ->> 'role' = NEW.role
        AND r.cells ->> 'workspace' = w.name AND coalesce(r.cells ->> 'region', k.region) = w.region
        AND lower(r.cells ->> 'customer') = lower(c.name)
        -- Done in this transaction, and a row works once.
        AND r.xmin = pg_current_xact_id()::xid
        AND NOT EXISTS (SELECT FROM public.key_assignments a WHERE a.origin_id = NEW.origin_id AND a.workspace_id = NEW.workspace_id)) THEN
      RAISE EXCEPTION 'an import assigns only what a row of it says, once an approver has accepted it'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'key_assignments_origin_imported';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.role = 'active'
    AND NOT (NEW.origin = 'legacy' AND EXISTS (SELECT FROM public.legacy_keys WHERE key_id = NEW.key_id)
      AND (pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER')
        OR NOT EXISTS (SELECT FROM public.key_assignments a WHERE a.workspace_id = NEW.workspace_id AND a.key_id <> NEW.key_id
          AND a.role = 'active' AND a.to_at IS NOT NULL)))
    AND NOT (NEW.origin = 'replacement' AND EXISTS (SELECT FROM public.replacement_lines l
      WHERE l.id = NEW.origin_id AND l.workspace_id = NEW.workspace_id AND l.xmin = pg_current_xact_id()::xid
      AND ((l.state = 'switched' AND l.new_key_id = NEW.key_id AND l.switched_at = NEW.from_at)
        OR (l.state = 'rolled_back' AND l.old_key_id = NEW.key_id AND l.rolled_back_at = NEW.from_at)))
      -- Touching a line moves its xmin too: a switch and a roll back each work once.
      AND NOT EXISTS (SELECT FROM public.key_assignments a WHERE a.workspace_id = NEW.workspace_id AND a.key_id = NEW.key_id
        AND a.role = 'active' AND a.origin_id = NEW.origin_id))
    AND NOT (NEW.origin = 'setup' AND EXISTS (SELECT FROM public.setup_lines l
      WHERE l.id = NEW.origin_id AND l.key_id = NEW.key_id AND l.workspace_id = NEW.workspace_id AND l.cleared_at = NEW.from_at
      AND l.xmin = pg_current_xact_id()::xid)
      AND NOT EXISTS (SELECT FROM public.key_assignments a WHERE a.workspace_id = NEW.workspace_id
        AND (a.origin_id = NEW.origin_id OR (a.role = 'active' AND a.to_at >= NEW.from_at)))) THEN
    RAISE EXCEPTION 'a key becomes active only by a setup that is cleared, or a replacement that is switched, in the same transaction'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'key_assignments_origin_cleared';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- As in 0061, and: a week counts from when our product acknowledged the switch to another key (H19).
CREATE OR REPLACE FUNCTION public.key_release_gate() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  missing text;
BEGIN
  PERFORM 1 FROM public.customer_keys WHERE id = NEW.key_id FOR NO KEY UPDATE;
  PERFORM 1 FROM public.dependents WHERE key_id = NEW.key_id FOR UPDATE;
  IF TG_OP = 'INSERT' THEN
    missing := CASE
      WHEN num_nonnulls(NEW.retired_at, NEW.resumed_at, NEW.unseen_since, NEW.watched_at) > 0 THEN 'its end'
      WHEN (num_nonnulls(NEW.counts, NEW.counts_as_of) > 0 AND NOT EXISTS (SELECT FROM public.dependents d WHERE d.key_id = NEW.key_id))
        OR EXISTS (SELECT FROM public.dependents d WHERE d.key_id = NEW.key_id
          AND (NEW.counts IS DISTINCT FROM d.content -> 'counts' OR NEW.counts_as_of IS DISTINCT FROM d.as_of)) THEN 'what was reported'
      WHEN NEW.basis = 'reported_zero' AND NOT public.nothing_depends(NEW.key_id, NEW.released_at) THEN 'dependents'
      WHEN NEW.basis = 'exception' AND NOT EXISTS (SELECT FROM public.departure_exceptions e WHERE e.id = NEW.exception_id
        AND e.departure_id = NEW.departure_id AND e.at <= NEW.released_at AND e.review_at > NEW.released_at) THEN 'exception'
      WHEN NEW.departure_id IS NULL AND NOT EXISTS (SELECT FROM public.key_assignments a JOIN public.dependents d ON d.key_id = a.key_id
        WHERE a.key_id = NEW.key_id AND a.to_at IS NULL AND a.role = 'retained' AND d.as_of >= a.from_at
        AND a.from_at <= NEW.released_at - interval '7 days') THEN 'switch'
      WHEN NEW.departure_id IS NULL AND EXISTS (SELECT FROM public.key_assignments a WHERE a.key_id = NEW.key_id
        AND a.to_at IS NULL AND a.role = 'active') THEN 'active'
      WHEN NEW.departure_id IS NULL AND EXISTS (SELECT FROM public.replacement_lines l WHERE l.old_key_id = NEW.key_id
        AND (l.state = 'switched' OR (l.state = 'acknowledged' AND l.acknowledged_at > NEW.released_at - interval '7 days')))
        THEN 'acknowledgement'
      WHEN NEW.departure_id IS NULL AND EXISTS (SELECT FROM public.replacement_lines l WHERE l.new_key_id = NEW.key_id
        AND l.state IN ('requested', 'testing', 'awaiting_approval', 'approved')) THEN 'another use'
      -- A backup with it within the week says that it is in use, whatever the counts say.
      WHEN NEW.departure_id IS NULL AND EXISTS (SELECT FROM public.dependents d JOIN public.customer_keys k ON k.id = NEW.key_id
        JOIN public.replacement_lines l ON NEW.key_id IN (l.old_key_id, l.new_key_id)
        WHERE d.key_id IN (l.old_key_id, l.new_key_id) AND d.content -> 'lastBackup' ->> 'arn' = k.arn
        AND (d.content -> 'lastBackup' ->> 'at')::timestamptz > NEW.released_at - interval '7 days'
        AND l.state IN ('acknowledged', 'rolled_back', 'released')) THEN 'a week without a backup'
      WHEN NEW.departure_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.departure_steps s
        WHERE s.departure_id = NEW.departure_id AND s.step = 'statement_may_go' AND s.done_at = NEW.released_at
        -- Done in this transaction, so that a departure lets go once.
        AND s.xmin = pg_current_xact_id()::xid) THEN 'steps'
      WHEN NEW.departure_id IS NOT NULL AND EXISTS (SELECT FROM public.key_assignments a WHERE a.key_id = NEW.key_id
        AND a.to_at IS NULL AND a.role IN ('active', 'retained') AND a.workspace_id NOT IN
          (SELECT workspace_id FROM public.departure_workspaces WHERE departure_id = NEW.departure_id)) THEN 'other workspaces'
      END;
  ELSIF OLD.retired_at IS NOT NULL OR OLD.resumed_at IS NOT NULL THEN
    missing := 'nothing: it has ended';
  ELSIF NEW.watched_at < OLD.watched_at OR NEW.watched_at < NEW.released_at
    OR (NEW.watched_at IS NULL AND OLD.watched_at IS NOT NULL)
    -- Days out of sight begin with a check that is looked at now, never in the past.
    OR (NEW.unseen_since IS DISTINCT FROM OLD.unseen_since
      AND (NEW.unseen_since = NEW.watched_at AND NEW.watched_at IS DISTINCT FROM OLD.watched_at) IS FALSE) THEN
    missing := 'the check';
  ELSIF NEW.retired_at IS NOT NULL THEN
    missing := CASE
      WHEN NEW.retired_at < NEW.released_at THEN 'time'
      WHEN NEW.retired_how = 'no_longer_visible' AND (NEW.unseen_since >= NEW.released_at
        AND NEW.unseen_since <= NEW.retired_at - interval '30 days' AND NEW.watched_at >= NEW.retired_at - interval '3 days'
        AND EXISTS (SELECT FROM public.key_checks c WHERE c.key_id = NEW.key_id AND c.last_conclusive_at >= NEW.watched_at
          AND (c.last_described_at < NEW.unseen_since) IS NOT FALSE)) IS NOT TRUE THEN '30 days'
      WHEN NEW.retired_how = 'nothing_depends' AND NOT EXISTS (SELECT FROM public.dependents d WHERE d.key_id = NEW.key_id
        AND d.zero_since <= NEW.retired_at - interval '90 days' AND d.as_of >= NEW.retired_at - interval '24 hours') THEN '90 days'
      WHEN NEW.retired_how = 'owner_output' AND NOT EXISTS (SELECT FROM public.customer_evidence e
        JOIN public.customer_keys k ON k.id = e.key_id AND k.arn = e.arn
        WHERE e.id = NEW.evidence_id AND e.key_id = NEW.key_id AND e.kind = 'describe_key'
        AND e.as_of >= NEW.released_at AND e.content ->> 'exists' = 'false'
        AND NOT EXISTS (SELECT FROM public.customer_evidence later WHERE later.key_id = e.key_id AND later.kind = e.kind
          AND later.arn = e.arn AND later.as_of > e.as_of AND later.content ->> 'exists' = 'true')) THEN 'owner output'
      END;
  END IF;
  IF missing IS NOT NULL THEN
    RAISE EXCEPTION 'the release can''t be written: % is missing', missing
      USING ERRCODE = 'check_violation', CONSTRAINT = 'key_releases_gate';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- As in 0061, and: after a gap of more than 26 hours between two reports, the week begins again (H19).
CREATE OR REPLACE FUNCTION public.dependents_go_on() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
    RETURN NEW;
  END IF;
  IF (TG_OP = 'INSERT' AND NEW.zero_since < NEW.as_of)
    OR (TG_OP = 'UPDATE' AND (NEW.key_id <> OLD.key_id OR NEW.as_of < OLD.as_of
      OR (NEW.as_of = OLD.as_of AND NEW.content <> OLD.content)
      OR NOT (NEW.zero_since IS NULL OR NEW.zero_since IS NOT DISTINCT FROM OLD.zero_since
        OR (NEW.as_of > OLD.as_of AND NEW.zero_since >= NEW.as_of)
        OR (OLD.zero_since IS NOT NULL AND NEW.zero_since = OLD.as_of))
      -- After a gap nobody knows what was so meanwhile.
      OR (NEW.as_of > OLD.as_of + interval '26 hours' AND NEW.zero_since < NEW.as_of))) THEN
    RAISE EXCEPTION 'a report says what is so at its own time' USING ERRCODE = 'check_violation', CONSTRAINT = 'dependents_go_on';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- As in 0061, and: the rule of a move to another region is not about a later replacement.
CREATE OR REPLACE FUNCTION public.assignment_follows() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
    RETURN NEW;
  END IF;
  IF NEW.role = 'retained'
    AND NOT (NEW.origin IN ('legacy', 'import') AND NOT EXISTS (SELECT FROM public.key_assignments a
      WHERE a.key_id = NEW.key_id AND a.workspace_id = NEW.workspace_id))
    AND NOT EXISTS (SELECT FROM public.key_assignments a WHERE a.key_id = NEW.key_id AND a.workspace_id = NEW.workspace_id
      AND a.to_at = NEW.from_at AND ((a.role = 'active' AND NOT EXISTS (SELECT FROM public.key_assignments later
        WHERE later.key_id = a.key_id AND later.workspace_id = a.workspace_id AND later.id <> a.id AND later.from_at >= a.to_at))
      OR (a.role = 'released' AND EXISTS (SELECT FROM public.key_releases r
        WHERE r.key_id = NEW.key_id AND r.resumed_at = NEW.from_at)))) THEN
    RAISE EXCEPTION 'a key is retained only after it was active, or when something depends on it again'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'key_assignments_retained';
  END IF;
  -- A key in another AWS account takes over a workspace that moves only with a confirmation from after it came in (H17). A
  -- later replacement has a confirmation of its own.
  IF NEW.role = 'active' AND NEW.origin <> 'replacement' AND EXISTS (SELECT FROM public.workspace_moves m
    JOIN public.key_assignments earlier ON earlier.workspace_id = m.from_workspace_id AND earlier.role = 'active'
      AND (earlier.to_at IS NULL OR earlier.to_at >= m.started_at)
    JOIN public.customer_keys old_key ON old_key.id = earlier.key_id
    JOIN public.customer_keys new_key ON new_key.id = NEW.key_id
    WHERE m.to_workspace_id = NEW.workspace_id AND m.ended_at IS NULL AND new_key.aws_account_id <> old_key.aws_account_id
    AND (m.confirmed_at <= NEW.from_at AND m.confirmed_at >= (SELECT max(l.key_received_at) FROM public.setup_lines l
      WHERE l.setup_id = m.setup_id AND l.workspace_id = NEW.workspace_id AND l.key_id = NEW.key_id)) IS NOT TRUE) THEN
    RAISE EXCEPTION 'the move to a key in another AWS account is not confirmed'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'key_assignments_move_confirmed';
  END IF;
  IF NEW.role = 'released'
    AND NOT (NEW.origin = 'legacy' AND NOT EXISTS (SELECT FROM public.key_assignments a
      WHERE a.key_id = NEW.key_id AND a.workspace_id = NEW.workspace_id))
    -- Written in this transaction, so that a release works once.
    AND NOT EXISTS (SELECT FROM public.key_releases r WHERE r.key_id = NEW.key_id AND r.released_at = NEW.from_at
      AND r.xmin = pg_current_xact_id()::xid)
    -- A workspace leaves a key that goes on protecting another one.
    AND NOT EXISTS (SELECT FROM public.departure_workspaces dw JOIN public.departure_steps s ON s.departure_id = dw.departure_id
      AND s.step = 'statement_may_go' AND s.done_at = NEW.from_at
      JOIN public.key_assignments other ON other.key_id = NEW.key_id AND other.to_at IS NULL AND other.role IN ('active', 'retained')
        AND other.workspace_id <> NEW.workspace_id
      WHERE dw.workspace_id = NEW.workspace_id) THEN
    RAISE EXCEPTION 'a key is released only by a release that is written in the same transaction'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'key_assignments_released';
  END IF;
  RETURN NEW;
END $$;
