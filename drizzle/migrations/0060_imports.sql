CREATE TABLE "import_rows" (
	"id" uuid PRIMARY KEY NOT NULL,
	"import_id" uuid NOT NULL,
	"line" integer NOT NULL,
	"cells" jsonb NOT NULL,
	"group_no" integer,
	"verdict" text,
	"problems" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"outcome" text,
	"key_id" uuid,
	"workspace_id" uuid,
	"parked_at" timestamp (3) with time zone,
	"parked_by" text,
	"parked_owner_id" uuid,
	"parked_owner" text,
	"closed_at" timestamp (3) with time zone,
	"closed_by" text,
	CONSTRAINT "import_rows_line" UNIQUE("import_id","line"),
	CONSTRAINT "import_rows_verdict_known" CHECK ("import_rows"."verdict" in ('new', 'changed', 'unchanged', 'bad')),
	CONSTRAINT "import_rows_outcome_known" CHECK ("import_rows"."outcome" in ('imported', 'not_imported')),
	CONSTRAINT "import_rows_parked_whole" CHECK (num_nulls("import_rows"."parked_at", "import_rows"."parked_by", "import_rows"."parked_owner_id", "import_rows"."parked_owner") in (0, 4)),
	CONSTRAINT "import_rows_closed_parked" CHECK ("import_rows"."closed_at" is null or "import_rows"."parked_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"file_name" text NOT NULL,
	"state" text NOT NULL,
	"sha256" "bytea",
	"byte_count" integer DEFAULT 0 NOT NULL,
	"row_count" integer DEFAULT 0 NOT NULL,
	"done_count" integer DEFAULT 0 NOT NULL,
	"counts" jsonb,
	"refusal" text,
	"created_by_staff_id" uuid,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"accepted_by_staff_id" uuid,
	"accepted_by" text,
	"accepted_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "imports_state_known" CHECK ("imports"."state" in ('reading', 'judging', 'judged', 'running', 'done', 'refused')),
	CONSTRAINT "imports_hash_form" CHECK (octet_length("imports"."sha256") = 32),
	CONSTRAINT "imports_accepted_whole" CHECK (("imports"."accepted_by" is null) = ("imports"."accepted_at" is null))
);
--> statement-breakpoint
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_import_id_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "import_rows_open_groups" ON "import_rows" USING btree ("import_id","group_no") WHERE "import_rows"."outcome" is null and "import_rows"."verdict" in ('new', 'changed');--> statement-breakpoint
CREATE INDEX "import_rows_bad" ON "import_rows" USING btree ("import_id","line") WHERE "import_rows"."verdict" = 'bad';--> statement-breakpoint
CREATE INDEX "import_rows_parked" ON "import_rows" USING btree ("parked_at","id") WHERE "import_rows"."parked_at" is not null and "import_rows"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "imports_newest" ON "imports" USING btree ("created_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "imports_waiting" ON "imports" USING btree ("created_at") WHERE "imports"."state" in ('reading', 'judging', 'running');--> statement-breakpoint
CREATE INDEX "imports_sha256" ON "imports" USING btree ("sha256");--> statement-breakpoint
REVOKE DELETE, TRUNCATE ON imports FROM keydesk_app;
--> statement-breakpoint
-- What a file says stays as it was read.
REVOKE UPDATE, DELETE, TRUNCATE ON import_rows FROM keydesk_app;
--> statement-breakpoint
GRANT UPDATE (group_no, verdict, problems, outcome, key_id, workspace_id, parked_at, parked_by, parked_owner_id, parked_owner, closed_at, closed_by)
  ON import_rows TO keydesk_app;
--> statement-breakpoint
-- An import runs only once an approver has accepted it: the audit log must say so, and name the hash of this file. Who
-- accepted it and the file stay as they were, and no state comes back.
CREATE FUNCTION public.import_accepted() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  order_of constant text[] := ARRAY['reading', 'judging', 'judged', 'running', 'done'];
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'reading' OR NEW.accepted_at IS NOT NULL THEN
      RAISE EXCEPTION 'an import begins with reading its file' USING ERRCODE = 'check_violation', CONSTRAINT = 'imports_begin';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state <> NEW.state AND (OLD.state IN ('done', 'refused') OR (NEW.state = 'refused' AND OLD.state NOT IN ('reading', 'judging'))
      OR (NEW.state <> 'refused' AND array_position(order_of, NEW.state) <> array_position(order_of, OLD.state) + 1))
    OR (OLD.sha256 IS NOT NULL AND NEW.sha256 IS DISTINCT FROM OLD.sha256)
    OR (OLD.accepted_at IS NOT NULL AND (NEW.accepted_by_staff_id, NEW.accepted_by, NEW.accepted_at)
      IS DISTINCT FROM (OLD.accepted_by_staff_id, OLD.accepted_by, OLD.accepted_at)) THEN
    RAISE EXCEPTION 'the file of an import, who accepted it and its past stay as they were'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'imports_stay';
  END IF;
  IF NEW.state = 'running' AND OLD.state <> 'running' AND (NEW.accepted_at IS NULL OR NOT EXISTS (
    SELECT FROM public.audit_log a WHERE a.target_id = NEW.id AND a.action = 'import.accepted' AND a.target_type = 'import'
      AND a.actor ->> 'kind' = 'staff' AND a.actor ->> 'role' IN ('approver', 'admin')
      AND a.actor ->> 'staffId' = NEW.accepted_by_staff_id::text AND a.after ->> 'sha256' = encode(NEW.sha256, 'hex'))) THEN
    RAISE EXCEPTION 'an import runs only once an approver has accepted it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'imports_accepted';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER imports_accepted BEFORE INSERT OR UPDATE ON "imports"
  FOR EACH ROW EXECUTE FUNCTION public.import_accepted();
--> statement-breakpoint
-- Rows come with their file, not later.
CREATE FUNCTION public.import_rows_read() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM added r JOIN public.imports i ON i.id = r.import_id WHERE i.state <> 'reading' OR r.outcome IS NOT NULL) THEN
    RAISE EXCEPTION 'rows are added only while the file is read' USING ERRCODE = 'check_violation', CONSTRAINT = 'import_rows_read';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER import_rows_read AFTER INSERT ON "import_rows" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION public.import_rows_read();
--> statement-breakpoint
-- What became of a row is said once.
CREATE FUNCTION public.import_row_ends() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'what became of a row stays as it was' USING ERRCODE = 'check_violation', CONSTRAINT = 'import_rows_outcome_stays';
END $$;
--> statement-breakpoint
CREATE TRIGGER import_rows_outcome BEFORE UPDATE ON "import_rows" FOR EACH ROW
  WHEN (OLD.outcome IS NOT NULL AND (OLD.outcome, OLD.key_id, OLD.workspace_id) IS DISTINCT FROM (NEW.outcome, NEW.key_id, NEW.workspace_id))
  EXECUTE FUNCTION public.import_row_ends();
--> statement-breakpoint
-- As before, and a key also becomes active by a row of a running import. An import assigns what its row says, in the transaction in which the row is done.
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
-- As before, and each assignment reads only the open ones of its key, by their index: it read all assignments there are.
CREATE OR REPLACE FUNCTION public.strongest_assignment() RETURNS trigger LANGUAGE plpgsql
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
    SELECT CASE WHEN bool_or(role = 'active') THEN 'active' WHEN bool_or(role = 'retained') THEN 'retained' END INTO strongest
      FROM public.key_assignments WHERE key_id = assigned AND to_at IS NULL;
    IF strongest IS NULL AND EXISTS (SELECT FROM public.key_assignments WHERE key_id = assigned) THEN
      strongest := 'released';
    END IF;
    UPDATE public.customer_keys SET role = strongest
      WHERE id = assigned AND role NOT IN (strongest, 'retired');
  END LOOP;
  PERFORM public.refresh_customer_lead(w.customer_id) FROM public.workspaces w
    WHERE w.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.workspace_id ELSE NEW.workspace_id END;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- As before, and only a customer with a provider is asked for keys that others hold for them: nobody else may hold any.
-- Planning cost more than reading, so it's planned once in a session.
CREATE OR REPLACE FUNCTION public.refresh_customer_lead(customer uuid) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  lead record;
  keys smallint;
  provider uuid;
BEGIN
  -- Before the keys are read: what another transaction changes about this customer must not be missed.
  SELECT provider_id INTO provider FROM public.customers WHERE id = customer FOR NO KEY UPDATE;
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
      WHERE w.customer_id = customer AND provider IS NOT NULL
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
      WHERE w.customer_id = customer AND provider IS NOT NULL
    ) AS held_or_used
    LIMIT 100
  ) AS counted;
  UPDATE public.customers SET lead_key_id = lead.id, urgency = coalesce(lead.urgency, 9), deadline_at = lead.deadline_at,
    not_usable_since = lead.not_usable_since, lead_verdict = lead.verdict, lead_region = lead.region, key_count = keys
  WHERE id = customer
    AND (lead_key_id, urgency, deadline_at, not_usable_since, lead_verdict, lead_region, key_count) IS DISTINCT FROM
      (lead.id, coalesce(lead.urgency, 9::smallint), lead.deadline_at, lead.not_usable_since, lead.verdict, lead.region, keys);
END $$;
