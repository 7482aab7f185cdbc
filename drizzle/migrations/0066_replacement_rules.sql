-- What the app's role may change of a request. What a person did, said or approved is only added.
REVOKE UPDATE, DELETE, TRUNCATE ON replacement_parts, replacement_overrides, replacement_events FROM keydesk_app;
--> statement-breakpoint
REVOKE UPDATE, DELETE, TRUNCATE ON replacements, replacement_lines, replacement_approvals, replacement_texts FROM keydesk_app;
--> statement-breakpoint
GRANT UPDATE (reason, ticket, planned_for, asked_by_contact_id, asked_by_name, owner_staff_id, owner_name, revision)
  ON replacements TO keydesk_app;
--> statement-breakpoint
GRANT UPDATE (state, state_at, new_key_id, key_received_at, move_test, confirmed_at, confirmed_by, confirmed_by_staff_id, confirmed_how,
  confirmed_contact_id, asked_at, asked_by, approval_id, switched_at, switched_by, first_report_id, second_report_id,
  proof_report_id, ownership_proof_id, restore_points_before, acknowledged_at, acknowledged_by, acknowledged_how,
  first_backup_at, first_backup_by, released_at, rolled_back_at, rolled_back_by, rolled_back_reason, rejected_reason, end_note)
  ON replacement_lines TO keydesk_app;
--> statement-breakpoint
GRANT UPDATE (void_at, void_why) ON replacement_approvals TO keydesk_app;
--> statement-breakpoint
GRANT UPDATE (told_at, told_by, told_to, told_channel) ON replacement_texts TO keydesk_app;
--> statement-breakpoint
CREATE TRIGGER replacement_texts_stay_over BEFORE UPDATE ON "replacement_texts" FOR EACH ROW
  WHEN (OLD.told_at IS NOT NULL) EXECUTE FUNCTION public.stays_over();
--> statement-breakpoint
-- keydesk: allow one_table: the tables of replacements came with this release, so no version that runs writes them
CREATE TRIGGER replacement_approvals_stay_over BEFORE UPDATE ON "replacement_approvals" FOR EACH ROW
  WHEN (OLD.void_at IS NOT NULL) EXECUTE FUNCTION public.stays_over();
--> statement-breakpoint
-- Whether a person may approve a line: an approver who had no part in it and did not override for its new key.
CREATE FUNCTION public.may_approve_line(person uuid, line uuid, new_key uuid) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.staff s WHERE s.id = person AND s.role IN ('approver', 'admin') AND s.disabled_at IS NULL)
    AND NOT EXISTS (SELECT FROM public.replacement_parts p WHERE p.line_id = line AND p.staff_id = person)
    AND NOT EXISTS (SELECT FROM public.replacement_lines l JOIN public.replacements r ON r.id = l.replacement_id
      WHERE l.id = line AND person IN (r.created_by_staff_id, r.owner_staff_id))
    AND NOT EXISTS (SELECT FROM public.replacement_overrides o
      WHERE o.line_id = line AND o.new_key_id = new_key AND o.staff_id = person)
$$;
--> statement-breakpoint
-- An approval is given by a second person to a line that waits for one, by the id of its new key, for a window that ends
-- within two weeks.
CREATE FUNCTION public.replacement_approval_gate() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM public.replacement_lines WHERE id = NEW.line_id FOR NO KEY UPDATE;
  IF NOT public.may_approve_line(NEW.staff_id, NEW.line_id, NEW.new_key_id) THEN
    RAISE EXCEPTION 'an approval is given by an approver who had no part in the request'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'replacement_approvals_second_person';
  END IF;
  IF NEW.void_at IS NOT NULL OR trim(NEW."by") = '' OR NEW.valid_until > NEW.at + interval '14 days'
    OR NOT EXISTS (SELECT FROM public.replacement_lines l JOIN public.customer_keys k ON k.id = l.new_key_id
      WHERE l.id = NEW.line_id AND l.state = 'awaiting_approval' AND l.new_key_id = NEW.new_key_id
      AND length(NEW.typed) = 8 AND right(k.arn, 8) = NEW.typed) THEN
    RAISE EXCEPTION 'an approval is given to a line that waits for one, by the last characters of the new key''s id'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'replacement_approvals_gate';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- keydesk: allow one_table: the tables of replacements came with this release, so no version that runs writes them
CREATE TRIGGER replacement_approvals_gate BEFORE INSERT ON "replacement_approvals"
  FOR EACH ROW EXECUTE FUNCTION public.replacement_approval_gate();
--> statement-breakpoint
-- An override is an approver's, while the old key is not usable.
CREATE FUNCTION public.replacement_override_gate() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF trim(NEW."by") = ''
    OR NOT EXISTS (SELECT FROM public.staff s WHERE s.id = NEW.staff_id AND s.role IN ('approver', 'admin') AND s.disabled_at IS NULL)
    OR NOT EXISTS (SELECT FROM public.replacement_lines l JOIN public.customer_keys k ON k.id = l.old_key_id
      WHERE l.id = NEW.line_id AND l.new_key_id = NEW.new_key_id AND k.verdict <> 'usable'
      AND l.state IN ('requested', 'testing', 'awaiting_approval', 'approved')) THEN
    RAISE EXCEPTION 'an override is an approver''s, while the old key is not usable'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'replacement_overrides_gate';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- keydesk: allow one_table: the tables of replacements came with this release, so no version that runs writes them
CREATE TRIGGER replacement_overrides_gate BEFORE INSERT ON "replacement_overrides"
  FOR EACH ROW EXECUTE FUNCTION public.replacement_override_gate();
--> statement-breakpoint
-- What keeps a line from being approved or switched, or null: two people, and a confirmation for another AWS account (H17).
CREATE FUNCTION public.approval_missing(line public.replacement_lines) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE
    WHEN NOT EXISTS (SELECT FROM public.replacement_approvals a WHERE a.id = line.approval_id AND a.line_id = line.id
      AND a.new_key_id = line.new_key_id AND a.void_at IS NULL) THEN 'approval'
    WHEN NOT EXISTS (SELECT FROM public.replacement_approvals a WHERE a.id = line.approval_id
      AND public.may_approve_line(a.staff_id, line.id, line.new_key_id)) THEN 'second person'
    WHEN EXISTS (SELECT FROM public.customer_keys o JOIN public.customer_keys n ON n.id = line.new_key_id
      WHERE o.id = line.old_key_id AND o.aws_account_id <> n.aws_account_id)
      AND (line.confirmed_at >= line.key_received_at) IS NOT TRUE THEN 'confirmation'
    WHEN NOT EXISTS (SELECT FROM public.customer_keys o WHERE o.id = line.old_key_id AND o.verdict = 'usable')
      AND NOT EXISTS (SELECT FROM public.replacement_overrides v WHERE v.line_id = line.id AND v.new_key_id = line.new_key_id)
      THEN 'old key'
    END
$$;
--> statement-breakpoint
-- What of the new key is missing before a line is switched, or null: two full checks, the second one of the switch itself, an
-- encrypt/decrypt test, proof of ownership, and that it is usable.
CREATE FUNCTION public.switch_missing(line public.replacement_lines) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE
    WHEN NOT EXISTS (SELECT FROM public.replacement_approvals a WHERE a.id = line.approval_id
      AND a.at <= line.switched_at AND line.switched_at BETWEEN a.valid_from AND a.valid_until) THEN 'window'
    WHEN NOT EXISTS (SELECT FROM public.key_assignments a WHERE a.workspace_id = line.workspace_id AND a.key_id = line.old_key_id
      AND a.role = 'active' AND a.to_at IS NULL) THEN 'the active key'
    WHEN NOT EXISTS (SELECT FROM public.customer_keys k WHERE k.id = line.new_key_id AND k.role NOT IN ('released', 'retired') AND k.verdict = 'usable'
      AND k.region = line.region AND k.ownership_proven_at <= line.switched_at AND k.ownership_withdrawn_at IS NULL) THEN 'key'
    WHEN NOT EXISTS (SELECT FROM public.ownership_proofs p JOIN public.customer_keys k ON k.id = p.key_id AND k.arn = p.arn
      WHERE p.id = line.ownership_proof_id AND p.key_id = line.new_key_id AND p.customer_id = k.customer_id
      AND p.withdrawn_at IS NULL AND p.proven_at <= line.switched_at) THEN 'ownership'
    WHEN NOT EXISTS (SELECT FROM public.probe_reports one JOIN public.probe_reports two ON two.id = line.second_report_id
      JOIN public.customer_keys k ON k.id = line.new_key_id
      WHERE one.id = line.first_report_id AND one.started_at + interval '5 min' <= two.started_at
      AND one.started_at >= line.switched_at - interval '24 hours' AND two.started_at >= line.switched_at - interval '5 min'
      AND two.finished_at <= line.switched_at
      AND (one.key_id, one.arn, one.kind, one.passed, one.conclusive) = (line.new_key_id, k.arn, 'grid', true, true)
      AND (two.key_id, two.arn, two.kind, two.passed, two.conclusive) = (line.new_key_id, k.arn, 'grid', true, true)) THEN 'checks'
    WHEN NOT EXISTS (SELECT FROM public.probe_reports r JOIN public.customer_keys k ON k.id = line.new_key_id
      WHERE r.id = line.proof_report_id AND (r.key_id, r.arn, r.kind, r.passed, r.conclusive) = (line.new_key_id, k.arn, 'proof', true, true)
      AND r.started_at >= line.switched_at - interval '24 hours' AND r.finished_at <= line.switched_at) THEN 'encrypt_test'
    END
$$;
--> statement-breakpoint
-- The moves of a line are those of `lib/core/replacement/replacement.ts`; a test compares both. What was switched stays.
CREATE FUNCTION public.replacement_line_gate() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  moves text[] := '{acknowledged>released,acknowledged>rolled_back,announced>requested,announced>withdrawn,approved>rejected,approved>requested,approved>switched,approved>testing,approved>withdrawn,awaiting_approval>approved,awaiting_approval>rejected,awaiting_approval>requested,awaiting_approval>testing,awaiting_approval>withdrawn,rejected>announced,requested>rejected,requested>testing,requested>withdrawn,switched>acknowledged,switched>rolled_back,testing>awaiting_approval,testing>rejected,testing>requested,testing>withdrawn,withdrawn>announced}';
  missing text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    missing := CASE
      WHEN NEW.state <> 'announced' OR num_nonnulls(NEW.new_key_id, NEW.move_test, NEW.confirmed_at, NEW.asked_at, NEW.approval_id,
        NEW.switched_at, NEW.acknowledged_at, NEW.first_backup_at, NEW.released_at, NEW.rolled_back_at, NEW.end_note) > 0
        THEN 'the beginning'
      WHEN NOT EXISTS (SELECT FROM public.replacements r
        JOIN public.workspaces w ON w.id = NEW.workspace_id AND w.customer_id = r.customer_id AND w.region = NEW.region
        JOIN public.key_assignments a ON a.workspace_id = w.id AND a.key_id = NEW.old_key_id AND a.role = 'active' AND a.to_at IS NULL
        WHERE r.id = NEW.replacement_id) THEN 'the active key'
      END;
    IF missing IS NOT NULL THEN
      RAISE EXCEPTION 'the line can''t be written: % is missing', missing
        USING ERRCODE = 'check_violation', CONSTRAINT = 'replacement_lines_gate';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND NOT OLD.state || '>' || NEW.state = ANY (moves) THEN
    RAISE EXCEPTION 'a line does not move from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'replacement_lines_moves';
  END IF;
  -- Locked until the end, in the order of their ids: what a decision rests on must not change meanwhile.
  IF NEW.state <> OLD.state AND NEW.state IN ('approved', 'switched', 'rolled_back') THEN
    PERFORM 1 FROM public.customer_keys WHERE id IN (NEW.old_key_id, NEW.new_key_id) ORDER BY id FOR NO KEY UPDATE;
  END IF;
  missing := CASE
    WHEN OLD.state IN ('released', 'rolled_back') AND NEW IS DISTINCT FROM OLD THEN 'nothing: it has ended'
    WHEN OLD.switched_at IS NOT NULL AND (NEW.new_key_id, NEW.key_received_at, NEW.confirmed_at, NEW.confirmed_by, NEW.confirmed_by_staff_id, NEW.confirmed_how,
        NEW.confirmed_contact_id, NEW.approval_id, NEW.switched_at, NEW.switched_by, NEW.first_report_id, NEW.second_report_id,
        NEW.proof_report_id, NEW.ownership_proof_id, NEW.restore_points_before)
      IS DISTINCT FROM (OLD.new_key_id, OLD.key_received_at, OLD.confirmed_at, OLD.confirmed_by, OLD.confirmed_by_staff_id, OLD.confirmed_how,
        OLD.confirmed_contact_id, OLD.approval_id, OLD.switched_at, OLD.switched_by, OLD.first_report_id, OLD.second_report_id,
        OLD.proof_report_id, OLD.ownership_proof_id, OLD.restore_points_before) THEN 'nothing: it is switched'
    WHEN OLD.acknowledged_at IS NOT NULL AND (NEW.acknowledged_at, NEW.acknowledged_by, NEW.acknowledged_how)
      IS DISTINCT FROM (OLD.acknowledged_at, OLD.acknowledged_by, OLD.acknowledged_how) THEN 'nothing: it is acknowledged'
    WHEN OLD.first_backup_at IS NOT NULL AND (NEW.first_backup_at, NEW.first_backup_by)
      IS DISTINCT FROM (OLD.first_backup_at, OLD.first_backup_by) THEN 'nothing: the first backup ran'
    WHEN (NEW.switched_at IS NOT NULL) <> (NEW.state IN ('switched', 'acknowledged', 'released', 'rolled_back')) THEN 'the switch'
    WHEN NEW.acknowledged_at IS NOT NULL AND (NEW.state NOT IN ('acknowledged', 'released', 'rolled_back')
      OR NEW.acknowledged_at < NEW.switched_at OR trim(NEW.acknowledged_by) = '' OR trim(NEW.acknowledged_how) = '') THEN 'the switch before it'
    WHEN NEW.state IN ('acknowledged', 'released') AND NEW.acknowledged_at IS NULL THEN 'the acknowledgement'
    WHEN (NEW.rolled_back_at IS NOT NULL) <> (NEW.state = 'rolled_back') OR NEW.rolled_back_at < NEW.switched_at THEN 'the roll back'
    WHEN NEW.state = 'rolled_back' AND OLD.state <> 'rolled_back' AND NOT EXISTS (SELECT FROM public.customer_keys k
      WHERE k.id = NEW.old_key_id AND k.ownership_proven_at IS NOT NULL AND k.ownership_withdrawn_at IS NULL
      AND k.verdict <> 'unusable') THEN 'a usable old key'
    WHEN (NEW.released_at IS NOT NULL) <> (NEW.state = 'released') THEN 'the release'
    WHEN NEW.state = 'released' AND OLD.state <> 'released' AND NOT EXISTS (SELECT FROM public.key_releases r
      WHERE r.key_id = NEW.old_key_id AND r.resumed_at IS NULL AND r.released_at = NEW.released_at) THEN 'the release of the old key'
    WHEN NEW.state IN ('rejected', 'withdrawn', 'rolled_back') AND (length(NEW.end_note) >= 10) IS NOT TRUE THEN 'the reason'
    WHEN (NEW.new_key_id IS NOT NULL) <> (NEW.state NOT IN ('announced'))
      AND NOT (NEW.state = 'withdrawn' AND NEW.new_key_id IS NULL) THEN 'the new key'
    WHEN NEW.new_key_id = NEW.old_key_id THEN 'another key'
    WHEN NEW.new_key_id IS DISTINCT FROM OLD.new_key_id AND NEW.new_key_id IS NOT NULL AND (NEW.state <> 'requested'
      OR NOT EXISTS (SELECT FROM public.customer_keys k WHERE k.id = NEW.new_key_id AND k.region = NEW.region)) THEN 'a key of the region'
    WHEN OLD.state IN ('rejected', 'withdrawn') AND NEW.state = 'announced' AND NOT EXISTS (SELECT FROM public.key_assignments a
      WHERE a.workspace_id = NEW.workspace_id AND a.key_id = NEW.old_key_id AND a.role = 'active' AND a.to_at IS NULL) THEN 'the active key'
    -- An approval is of one key, and stands only while the line is approved or switched. It works once: it is given in the
    -- transaction of its move, and is void when the line goes back.
    WHEN (NEW.approval_id IS NOT NULL) <> (NEW.state IN ('approved', 'switched', 'acknowledged', 'released', 'rolled_back')) THEN 'the approval'
    WHEN NEW.approval_id IS DISTINCT FROM OLD.approval_id AND NEW.approval_id IS NOT NULL
      AND NOT (OLD.state = 'awaiting_approval' AND NEW.state = 'approved' AND EXISTS (SELECT FROM public.replacement_approvals a
        WHERE a.id = NEW.approval_id AND a.xmin = pg_current_xact_id()::xid)) THEN 'the approval'
    WHEN OLD.approval_id IS NOT NULL AND NEW.approval_id IS NULL AND EXISTS (SELECT FROM public.replacement_approvals a
      WHERE a.id = OLD.approval_id AND a.void_at IS NULL) THEN 'the end of the approval'
    WHEN (NEW.confirmed_at, NEW.confirmed_by, NEW.confirmed_by_staff_id, NEW.confirmed_how, NEW.confirmed_contact_id)
        IS DISTINCT FROM (OLD.confirmed_at, OLD.confirmed_by, OLD.confirmed_by_staff_id, OLD.confirmed_how, OLD.confirmed_contact_id)
      AND NEW.confirmed_at IS NOT NULL
      AND (trim(NEW.confirmed_by) <> '' AND length(NEW.confirmed_how) >= 10 AND NEW.state IN ('requested', 'testing', 'awaiting_approval')
        AND (CASE WHEN NEW.confirmed_contact_id IS NULL THEN EXISTS (SELECT FROM public.staff s
            WHERE s.id = NEW.confirmed_by_staff_id AND s.role IN ('approver', 'admin') AND s.disabled_at IS NULL)
          ELSE EXISTS (SELECT FROM public.contacts c
          JOIN public.replacements r ON r.id = NEW.replacement_id AND r.customer_id = c.customer_id
          WHERE c.id = NEW.confirmed_contact_id AND c.left_at IS NULL AND c.role <> 'account_executive'
          AND c.last_confirmed_at <= r.created_at - interval '14 days' AND c.verified_with IS NOT NULL
          -- Verified by nobody who has a part in the request, also where a name changed since.
          AND c.verified_by <> r.created_by AND (c.verified_by_staff_id IS NULL OR (c.verified_by_staff_id NOT IN
            (r.created_by_staff_id, NEW.confirmed_by_staff_id) AND c.verified_by_staff_id IS DISTINCT FROM r.owner_staff_id
            AND NOT EXISTS (SELECT FROM public.replacement_parts p WHERE p.line_id = NEW.id
              AND p.staff_id = c.verified_by_staff_id)))) END)) IS NOT TRUE THEN 'the contact'
    WHEN NEW.state = 'approved' AND OLD.state <> 'approved' THEN public.approval_missing(NEW)
    WHEN NEW.state = 'switched' AND OLD.state <> 'switched' THEN coalesce(public.approval_missing(NEW), public.switch_missing(NEW))
    END;
  IF missing IS NOT NULL THEN
    RAISE EXCEPTION 'the line can''t be written: % is missing', missing
      USING ERRCODE = 'check_violation', CONSTRAINT = 'replacement_lines_gate';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- keydesk: allow one_table: the tables of replacements came with this release, so no version that runs writes them
CREATE TRIGGER replacement_lines_gate BEFORE INSERT OR UPDATE ON "replacement_lines"
  FOR EACH ROW EXECUTE FUNCTION public.replacement_line_gate();
--> statement-breakpoint
-- At the end of a transaction: a switch and a roll back have moved both keys of the workspace.
CREATE FUNCTION public.replacement_line_assigned() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  line public.replacement_lines;
  in_use uuid;
  kept uuid;
BEGIN
  IF NEW.state NOT IN ('switched', 'rolled_back') THEN
    RETURN NULL;
  END IF;
  -- As the transaction leaves it: a line may be switched and acknowledged, or rolled back, in one.
  SELECT * INTO line FROM public.replacement_lines WHERE id = NEW.id;
  in_use := CASE line.state WHEN 'rolled_back' THEN NEW.old_key_id ELSE NEW.new_key_id END;
  kept := CASE line.state WHEN 'rolled_back' THEN NEW.new_key_id ELSE NEW.old_key_id END;
  IF NOT EXISTS (SELECT FROM public.key_assignments a WHERE a.workspace_id = NEW.workspace_id AND a.key_id = in_use
      AND a.role = 'active' AND a.to_at IS NULL AND a.origin_id = NEW.id)
    OR NOT EXISTS (SELECT FROM public.key_assignments a WHERE a.workspace_id = NEW.workspace_id AND a.key_id = kept
      AND a.role = 'retained' AND a.to_at IS NULL) THEN
    RAISE EXCEPTION 'a switch moves both keys of its workspace'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'replacement_lines_assigned';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- keydesk: allow one_table: the tables of replacements came with this release, so no version that runs writes them
CREATE CONSTRAINT TRIGGER replacement_lines_assigned AFTER UPDATE OF state ON "replacement_lines"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
  EXECUTE FUNCTION public.replacement_line_assigned();
