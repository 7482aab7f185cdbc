CREATE TABLE "departure_exceptions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"departure_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"by" text NOT NULL,
	"reason" text NOT NULL,
	"acceptance" text NOT NULL,
	"review_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "departure_exceptions_reason_given" CHECK (length("departure_exceptions"."reason") >= 10),
	CONSTRAINT "departure_exceptions_review_later" CHECK ("departure_exceptions"."review_at" > "departure_exceptions"."at")
);
--> statement-breakpoint
CREATE TABLE "departure_steps" (
	"departure_id" uuid NOT NULL,
	"step" text NOT NULL,
	"done_at" timestamp (3) with time zone NOT NULL,
	"done_by" text NOT NULL,
	"evidence" text NOT NULL,
	CONSTRAINT "departure_steps_departure_id_step_pk" PRIMARY KEY("departure_id","step"),
	CONSTRAINT "departure_steps_step_known" CHECK ("departure_steps"."step" in ('jobs_stopped', 'arn_removed', 'grants_retired', 'role_narrowed', 'statement_may_go')),
	CONSTRAINT "departure_steps_evidence_given" CHECK (length("departure_steps"."evidence") >= 10)
);
--> statement-breakpoint
CREATE TABLE "departure_texts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"departure_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"frozen_at" timestamp (3) with time zone NOT NULL,
	"frozen_by" text NOT NULL,
	"told_at" timestamp (3) with time zone,
	"told_by" text,
	"told_to" text,
	"told_channel" text,
	CONSTRAINT "departure_texts_kind_known" CHECK ("departure_texts"."kind" in ('leaving', 'statement_may_go', 'what_we_saw')),
	CONSTRAINT "departure_texts_channel_known" CHECK ("departure_texts"."told_channel" in ('ticket', 'email', 'phone', 'chat', 'meeting')),
	CONSTRAINT "departure_texts_told_whole" CHECK (num_nulls("departure_texts"."told_at", "departure_texts"."told_by", "departure_texts"."told_to", "departure_texts"."told_channel") in (0, 4))
);
--> statement-breakpoint
CREATE TABLE "departure_workspaces" (
	"departure_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "departure_workspaces_departure_id_workspace_id_pk" PRIMARY KEY("departure_id","workspace_id")
);
--> statement-breakpoint
CREATE TABLE "departures" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"path" text NOT NULL,
	"reason" text NOT NULL,
	"ticket" text,
	"started_at" timestamp (3) with time zone NOT NULL,
	"started_by" text NOT NULL,
	"requested_by" text,
	"requested_at" timestamp (3) with time zone,
	"request_reference" text,
	"request_recorded_by" text,
	"request_recorded_at" timestamp (3) with time zone,
	"withdrawn_at" timestamp (3) with time zone,
	"withdrawn_by" text,
	"withdraw_reason" text,
	"revision" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "departures_path_known" CHECK ("departures"."path" in ('leaves', 'make_unreadable')),
	CONSTRAINT "departures_request_whole" CHECK (num_nulls("departures"."requested_by", "departures"."requested_at", "departures"."request_reference", "departures"."request_recorded_by", "departures"."request_recorded_at") in (0, 5)),
	CONSTRAINT "departures_withdrawn_whole" CHECK (num_nulls("departures"."withdrawn_at", "departures"."withdrawn_by", "departures"."withdraw_reason") in (0, 3))
);
--> statement-breakpoint
CREATE TABLE "key_releases" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key_id" uuid NOT NULL,
	"departure_id" uuid,
	"released_at" timestamp (3) with time zone NOT NULL,
	"released_by" text NOT NULL,
	"reason" text NOT NULL,
	"basis" text NOT NULL,
	"exception_id" uuid,
	"counts" jsonb,
	"counts_as_of" timestamp (3) with time zone,
	"unseen_since" timestamp (3) with time zone,
	"watched_at" timestamp (3) with time zone,
	"resumed_at" timestamp (3) with time zone,
	"resumed_for" text,
	"retired_at" timestamp (3) with time zone,
	"retired_how" text,
	"retired_by" text,
	"retired_note" text,
	"evidence_id" uuid,
	CONSTRAINT "key_releases_basis_known" CHECK ("key_releases"."basis" in ('reported_zero', 'exception')),
	CONSTRAINT "key_releases_exception" CHECK (("key_releases"."basis" = 'exception') = ("key_releases"."exception_id" is not null)),
	CONSTRAINT "key_releases_how_known" CHECK ("key_releases"."retired_how" in ('owner_output', 'closed', 'no_longer_visible', 'nothing_depends')),
	CONSTRAINT "key_releases_retired_whole" CHECK (("key_releases"."retired_at" is null) = ("key_releases"."retired_how" is null)),
	CONSTRAINT "key_releases_resumed_whole" CHECK (("key_releases"."resumed_at" is null) = ("key_releases"."resumed_for" is null)),
	CONSTRAINT "key_releases_one_end" CHECK ("key_releases"."retired_at" is null or "key_releases"."resumed_at" is null),
	CONSTRAINT "key_releases_closed_by" CHECK ("key_releases"."retired_how" <> 'closed' or ("key_releases"."retired_by" is not null and length("key_releases"."retired_note") >= 10)),
	CONSTRAINT "key_releases_owner_output" CHECK (("key_releases"."retired_how" = 'owner_output') = ("key_releases"."evidence_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "workspace_moves" (
	"id" uuid PRIMARY KEY NOT NULL,
	"from_workspace_id" uuid NOT NULL,
	"to_workspace_id" uuid NOT NULL,
	"setup_id" uuid NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"started_by" text NOT NULL,
	"retained_at" timestamp (3) with time zone,
	"retained_by" text,
	"retained_how" text,
	"ended_at" timestamp (3) with time zone,
	"confirmed_at" timestamp (3) with time zone,
	"confirmed_by" text,
	"confirmed_how" text,
	"confirmed_contact_id" uuid,
	CONSTRAINT "workspace_moves_setup" UNIQUE("setup_id"),
	CONSTRAINT "workspace_moves_elsewhere" CHECK ("workspace_moves"."from_workspace_id" <> "workspace_moves"."to_workspace_id"),
	CONSTRAINT "workspace_moves_confirmed_whole" CHECK (num_nulls("workspace_moves"."confirmed_at", "workspace_moves"."confirmed_by", "workspace_moves"."confirmed_how") in (0, 3)),
	CONSTRAINT "workspace_moves_contact" CHECK ("workspace_moves"."confirmed_contact_id" is null or "workspace_moves"."confirmed_at" is not null),
	CONSTRAINT "workspace_moves_retained_whole" CHECK (num_nulls("workspace_moves"."retained_at", "workspace_moves"."retained_by", "workspace_moves"."retained_how") in (0, 3))
);
--> statement-breakpoint
ALTER TABLE "departure_exceptions" ADD CONSTRAINT "departure_exceptions_departure_id_departures_id_fk" FOREIGN KEY ("departure_id") REFERENCES "public"."departures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "departure_steps" ADD CONSTRAINT "departure_steps_departure_id_departures_id_fk" FOREIGN KEY ("departure_id") REFERENCES "public"."departures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "departure_texts" ADD CONSTRAINT "departure_texts_departure_id_departures_id_fk" FOREIGN KEY ("departure_id") REFERENCES "public"."departures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "departure_workspaces" ADD CONSTRAINT "departure_workspaces_departure_id_departures_id_fk" FOREIGN KEY ("departure_id") REFERENCES "public"."departures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "departure_workspaces" ADD CONSTRAINT "departure_workspaces_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "departures" ADD CONSTRAINT "departures_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_releases" ADD CONSTRAINT "key_releases_key_id_customer_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."customer_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_releases" ADD CONSTRAINT "key_releases_departure_id_departures_id_fk" FOREIGN KEY ("departure_id") REFERENCES "public"."departures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_releases" ADD CONSTRAINT "key_releases_exception_id_departure_exceptions_id_fk" FOREIGN KEY ("exception_id") REFERENCES "public"."departure_exceptions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_releases" ADD CONSTRAINT "key_releases_evidence_id_customer_evidence_id_fk" FOREIGN KEY ("evidence_id") REFERENCES "public"."customer_evidence"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workspace_moves" ADD CONSTRAINT "workspace_moves_from_workspace_id_workspaces_id_fk" FOREIGN KEY ("from_workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workspace_moves" ADD CONSTRAINT "workspace_moves_to_workspace_id_workspaces_id_fk" FOREIGN KEY ("to_workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workspace_moves" ADD CONSTRAINT "workspace_moves_setup_id_setups_id_fk" FOREIGN KEY ("setup_id") REFERENCES "public"."setups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workspace_moves" ADD CONSTRAINT "workspace_moves_confirmed_contact_id_contacts_id_fk" FOREIGN KEY ("confirmed_contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "departure_exceptions_departure" ON "departure_exceptions" USING btree ("departure_id","at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "departure_texts_departure" ON "departure_texts" USING btree ("departure_id","frozen_at" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "departure_workspaces_one_open" ON "departure_workspaces" USING btree ("workspace_id") WHERE "departure_workspaces"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "departures_newest" ON "departures" USING btree ("started_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE UNIQUE INDEX "key_releases_one" ON "key_releases" USING btree ("key_id") WHERE "key_releases"."resumed_at" is null;--> statement-breakpoint
CREATE INDEX "key_releases_open" ON "key_releases" USING btree ("id") WHERE "key_releases"."resumed_at" is null and "key_releases"."retired_at" is null;--> statement-breakpoint
CREATE INDEX "key_releases_key" ON "key_releases" USING btree ("key_id");--> statement-breakpoint
CREATE UNIQUE INDEX "workspace_moves_one_open" ON "workspace_moves" USING btree ("from_workspace_id") WHERE "workspace_moves"."retained_at" is null and "workspace_moves"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "workspace_moves_from" ON "workspace_moves" USING btree ("from_workspace_id");--> statement-breakpoint
CREATE INDEX "workspace_moves_to" ON "workspace_moves" USING btree ("to_workspace_id");
--> statement-breakpoint
-- What was recorded stays: steps, exceptions and texts are only added, a release only ends.
REVOKE UPDATE, DELETE, TRUNCATE ON departure_steps, departure_exceptions FROM keydesk_app;
--> statement-breakpoint
REVOKE UPDATE, DELETE, TRUNCATE ON departures, departure_workspaces, departure_texts, key_releases, workspace_moves FROM keydesk_app;
--> statement-breakpoint
GRANT UPDATE (revision, withdrawn_at, withdrawn_by, withdraw_reason, requested_by, requested_at, request_reference, request_recorded_by,
  request_recorded_at) ON departures TO keydesk_app;
--> statement-breakpoint
GRANT UPDATE (ended_at) ON departure_workspaces TO keydesk_app;
--> statement-breakpoint
GRANT UPDATE (told_at, told_by, told_to, told_channel) ON departure_texts TO keydesk_app;
--> statement-breakpoint
CREATE TRIGGER departure_texts_stay_told BEFORE UPDATE ON "departure_texts" FOR EACH ROW
  WHEN (OLD.told_at IS NOT NULL) EXECUTE FUNCTION public.stays_over();
--> statement-breakpoint
GRANT UPDATE (unseen_since, watched_at, resumed_at, resumed_for, retired_at, retired_how, retired_by, retired_note, evidence_id)
  ON key_releases TO keydesk_app;
--> statement-breakpoint
GRANT UPDATE (retained_at, retained_by, retained_how, confirmed_at, confirmed_by, confirmed_how, confirmed_contact_id, ended_at)
  ON workspace_moves TO keydesk_app;
--> statement-breakpoint
-- Whether nothing depended on a key at an instant: every declared kind reported as zero, at most a day old, for a week (H19).
CREATE FUNCTION public.nothing_depends(key uuid, at timestamptz) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.dependents d WHERE d.key_id = key AND d.zero_since <= at - interval '7 days'
    AND d.as_of BETWEEN at - interval '24 hours' AND at + interval '5 minutes')
$$;
--> statement-breakpoint
-- A release rests on what was reported, and may end with what the owner sent: neither is changed or taken away later.
REVOKE DELETE, TRUNCATE ON dependents FROM keydesk_app;
--> statement-breakpoint
REVOKE UPDATE ON customer_evidence FROM keydesk_app;
--> statement-breakpoint
GRANT UPDATE (closed_at, closed_by_staff_id, closed_by_name, closed_reason) ON customer_evidence TO keydesk_app;
--> statement-breakpoint
-- Reports go on in time, and since when nothing depends on a key is the time of one of them, or later where it came late.
CREATE FUNCTION public.dependents_go_on() RETURNS trigger LANGUAGE plpgsql
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
        OR (OLD.zero_since IS NOT NULL AND NEW.zero_since = OLD.as_of)))) THEN
    RAISE EXCEPTION 'a report says what is so at its own time' USING ERRCODE = 'check_violation', CONSTRAINT = 'dependents_go_on';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER dependents_go_on BEFORE INSERT OR UPDATE ON "dependents"
  FOR EACH ROW EXECUTE FUNCTION public.dependents_go_on();
--> statement-breakpoint
-- A signed request and a withdrawal stay as they were recorded. Nobody withdraws a departure whose last step is done.
CREATE FUNCTION public.departure_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.withdrawn_at IS NOT NULL OR NEW.revision <= OLD.revision
    OR (OLD.requested_at IS NOT NULL AND
      (NEW.requested_by, NEW.requested_at, NEW.request_reference, NEW.request_recorded_by, NEW.request_recorded_at)
      IS DISTINCT FROM
      (OLD.requested_by, OLD.requested_at, OLD.request_reference, OLD.request_recorded_by, OLD.request_recorded_at))
    OR (NEW.requested_at IS NOT NULL AND (NEW.path <> 'make_unreadable' OR NEW.requested_at > NEW.request_recorded_at))
    OR (NEW.withdrawn_at IS NOT NULL AND EXISTS (SELECT FROM public.departure_steps s
      WHERE s.departure_id = NEW.id AND s.step = 'statement_may_go')) THEN
    RAISE EXCEPTION 'what was recorded of a departure stays as it was'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'departures_stay';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER departures_stay BEFORE UPDATE ON "departures"
  FOR EACH ROW EXECUTE FUNCTION public.departure_stays();
--> statement-breakpoint
-- Workspaces of its customer join a departure when it starts, and leave it only when it is withdrawn.
CREATE FUNCTION public.departure_workspace_gate() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM public.departures WHERE id = NEW.departure_id FOR NO KEY UPDATE;
  IF NEW.ended_at IS NOT NULL OR NOT EXISTS (SELECT FROM public.departures d
      JOIN public.workspaces w ON w.id = NEW.workspace_id AND w.customer_id = d.customer_id
      WHERE d.id = NEW.departure_id AND d.withdrawn_at IS NULL
      AND NOT EXISTS (SELECT FROM public.departure_steps s WHERE s.departure_id = d.id)) THEN
    RAISE EXCEPTION 'only a workspace of its customer joins a departure, before its first step'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'departure_workspaces_gate';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER departure_workspaces_gate BEFORE INSERT ON "departure_workspaces"
  FOR EACH ROW EXECUTE FUNCTION public.departure_workspace_gate();
--> statement-breakpoint
CREATE TRIGGER departure_workspaces_stay_over BEFORE UPDATE ON "departure_workspaces" FOR EACH ROW
  WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION public.stays_over();
--> statement-breakpoint
CREATE FUNCTION public.departure_workspace_ended() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.departures d WHERE d.id = NEW.departure_id AND d.withdrawn_at = NEW.ended_at) THEN
    RAISE EXCEPTION 'a workspace stays only where its departure is withdrawn'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'departure_workspaces_ended';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER departure_workspaces_ended AFTER UPDATE OF ended_at ON "departure_workspaces"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.departure_workspace_ended();
--> statement-breakpoint
-- An exception is made while its departure goes on, by somebody, and is looked at again within a year.
CREATE FUNCTION public.departure_exception_gate() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM public.departures WHERE id = NEW.departure_id FOR NO KEY UPDATE;
  IF NEW.review_at > NEW.at + interval '366 days' OR trim(NEW."by") = '' OR trim(NEW.acceptance) = ''
    OR NOT EXISTS (SELECT FROM public.departures d WHERE d.id = NEW.departure_id AND d.withdrawn_at IS NULL
      AND d.started_at <= NEW.at AND NOT EXISTS (SELECT FROM public.departure_steps s
        WHERE s.departure_id = d.id AND (s.step = 'statement_may_go' OR s.done_at > NEW.at))) THEN
    RAISE EXCEPTION 'an exception is made by somebody, while the departure goes on, for a year at most'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'departure_exceptions_gate';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER departure_exceptions_gate BEFORE INSERT ON "departure_exceptions"
  FOR EACH ROW EXECUTE FUNCTION public.departure_exception_gate();
--> statement-breakpoint
-- Steps are done in their order. Those that cut our access wait until nothing depends on the keys, or for an approver's
-- exception that still holds (H20). A key that also protects a workspace that stays isn't let go, so it isn't asked about.
CREATE FUNCTION public.departure_step_gate() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  steps text[] := '{jobs_stopped,arn_removed,grants_retired,role_narrowed,statement_may_go}';
  place int := array_position(steps, NEW.step);
  departure public.departures;
BEGIN
  SELECT * INTO departure FROM public.departures WHERE id = NEW.departure_id FOR NO KEY UPDATE;
  IF departure.withdrawn_at IS NOT NULL OR NEW.done_at < departure.started_at OR trim(NEW.done_by) = ''
    OR (SELECT count(*) FROM public.departure_steps s WHERE s.departure_id = NEW.departure_id AND s.done_at <= NEW.done_at
      AND s.step = ANY (steps[1:place - 1])) <> place - 1 THEN
    RAISE EXCEPTION 'the steps before it are missing' USING ERRCODE = 'check_violation', CONSTRAINT = 'departure_steps_order';
  END IF;
  IF place >= 4 THEN
    IF departure.path = 'make_unreadable' AND departure.requested_at IS NULL THEN
      RAISE EXCEPTION 'the signed request is missing' USING ERRCODE = 'check_violation', CONSTRAINT = 'departure_steps_request';
    END IF;
    -- A report that comes meanwhile waits until this is decided.
    PERFORM 1 FROM public.dependents d JOIN public.key_assignments a ON a.key_id = d.key_id AND a.to_at IS NULL
      JOIN public.departure_workspaces dw ON dw.workspace_id = a.workspace_id AND dw.departure_id = NEW.departure_id
      ORDER BY d.key_id FOR UPDATE OF d;
    IF NOT EXISTS (SELECT FROM public.departure_exceptions e
        WHERE e.departure_id = NEW.departure_id AND e.at <= NEW.done_at AND e.review_at > NEW.done_at)
      AND EXISTS (SELECT FROM public.key_assignments a
        JOIN public.departure_workspaces dw ON dw.workspace_id = a.workspace_id AND dw.departure_id = NEW.departure_id
        WHERE a.to_at IS NULL AND a.role IN ('active', 'retained') AND NOT public.nothing_depends(a.key_id, NEW.done_at)
        AND NOT EXISTS (SELECT FROM public.key_assignments other WHERE other.key_id = a.key_id AND other.to_at IS NULL
          AND other.role IN ('active', 'retained') AND other.workspace_id NOT IN
            (SELECT workspace_id FROM public.departure_workspaces WHERE departure_id = NEW.departure_id))) THEN
      RAISE EXCEPTION 'something depends on a key, or nobody reported that nothing does'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'departure_steps_dependents';
    END IF;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER departure_steps_gate BEFORE INSERT ON "departure_steps"
  FOR EACH ROW EXECUTE FUNCTION public.departure_step_gate();
--> statement-breakpoint
-- A key is released only when nothing depends on it, or by the exception of its departure (H19, H20), never while it
-- protects a workspace that stays or new backups use it. Its end needs what the way of ending says.
CREATE FUNCTION public.key_release_gate() RETURNS trigger LANGUAGE plpgsql
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
CREATE TRIGGER key_releases_gate BEFORE INSERT OR UPDATE ON "key_releases"
  FOR EACH ROW EXECUTE FUNCTION public.key_release_gate();
--> statement-breakpoint
-- At the end of a transaction: a key has the role that its release says, so that a released key is watched until its end.
CREATE FUNCTION public.release_role() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  now_is text;
  released public.key_releases;
BEGIN
  IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
    RETURN NULL;
  END IF;
  SELECT role INTO now_is FROM public.customer_keys WHERE id = NEW.key_id;
  SELECT * INTO released FROM public.key_releases WHERE id = NEW.id;
  IF (released.retired_at IS NOT NULL AND now_is <> 'retired')
    OR (released.resumed_at IS NOT NULL AND now_is = 'released')
    OR (released.retired_at IS NULL AND released.resumed_at IS NULL AND now_is <> 'released') THEN
    RAISE EXCEPTION 'a release ends or begins with the role of its key'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'key_releases_role';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER key_releases_role AFTER INSERT OR UPDATE OF resumed_at, retired_at ON "key_releases"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.release_role();
--> statement-breakpoint
-- A move is of one customer, to another region. It is confirmed by somebody, with a contact who was verified in time (H17);
-- without a contact it is an exception. What was recorded of the old key stays.
CREATE FUNCTION public.move_gate() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  missing text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    missing := CASE
      WHEN num_nonnulls(NEW.retained_at, NEW.ended_at, NEW.confirmed_at) > 0 THEN 'time'
      WHEN NOT EXISTS (SELECT FROM public.setups s JOIN public.workspaces f ON f.id = NEW.from_workspace_id AND f.customer_id = s.customer_id
        JOIN public.workspaces t ON t.id = NEW.to_workspace_id AND t.customer_id = s.customer_id AND t.region <> f.region
        WHERE s.id = NEW.setup_id) THEN 'another region'
      END;
  ELSE
    missing := CASE
      WHEN (NEW.retained_at, NEW.retained_by, NEW.retained_how) IS DISTINCT FROM (OLD.retained_at, OLD.retained_by, OLD.retained_how)
        AND (OLD.retained_at IS NULL AND trim(NEW.retained_by) <> '' AND length(NEW.retained_how) >= 10
          AND EXISTS (SELECT FROM public.setup_lines l WHERE l.setup_id = NEW.setup_id AND l.workspace_id = NEW.to_workspace_id
            AND l.cleared_at <= NEW.retained_at)) IS NOT TRUE THEN 'the cleared key'
      WHEN (NEW.confirmed_at, NEW.confirmed_by, NEW.confirmed_how, NEW.confirmed_contact_id)
        IS DISTINCT FROM (OLD.confirmed_at, OLD.confirmed_by, OLD.confirmed_how, OLD.confirmed_contact_id)
        AND ((NEW.confirmed_at > OLD.confirmed_at) IS NOT FALSE AND NEW.confirmed_at >= NEW.started_at AND NEW.retained_at IS NULL
          AND trim(NEW.confirmed_by) <> '' AND length(NEW.confirmed_how) >= 10
          AND (NEW.confirmed_contact_id IS NULL OR EXISTS (SELECT FROM public.contacts c
            JOIN public.workspaces f ON f.id = NEW.from_workspace_id AND f.customer_id = c.customer_id
            WHERE c.id = NEW.confirmed_contact_id AND c.left_at IS NULL AND c.role <> 'account_executive'
            AND c.last_confirmed_at <= NEW.started_at - interval '14 days' AND c.verified_by <> NEW.started_by
            AND c.verified_with IS NOT NULL))) IS NOT TRUE THEN 'the contact'
      END;
  END IF;
  IF missing IS NOT NULL THEN
    RAISE EXCEPTION 'the move can''t be written: % is missing', missing
      USING ERRCODE = 'check_violation', CONSTRAINT = 'workspace_moves_gate';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER workspace_moves_gate BEFORE INSERT OR UPDATE ON "workspace_moves"
  FOR EACH ROW EXECUTE FUNCTION public.move_gate();
--> statement-breakpoint
-- A move ends without its new key only with its setup.
CREATE FUNCTION public.move_ended() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.workspace_moves m JOIN public.setups s ON s.id = m.setup_id
    WHERE m.id = NEW.id AND m.ended_at IS NOT NULL AND s.withdrawn_at IS NULL) THEN
    RAISE EXCEPTION 'a move ends only with its setup' USING ERRCODE = 'check_violation', CONSTRAINT = 'workspace_moves_ended';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER workspace_moves_ended AFTER UPDATE OF ended_at ON "workspace_moves"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.move_ended();
--> statement-breakpoint
-- What may follow on an assignment. Only the owner of the tables, who repairs by hand, is not held to it.
CREATE FUNCTION public.assignment_follows() RETURNS trigger LANGUAGE plpgsql
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
  -- A key in another AWS account takes over a workspace that moves only with a confirmation from after it came in (H17).
  IF NEW.role = 'active' AND EXISTS (SELECT FROM public.workspace_moves m
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
--> statement-breakpoint
-- keydesk: allow one_table: dependents came with this release, so no version that runs writes it
CREATE TRIGGER key_assignments_follows BEFORE INSERT ON "key_assignments"
  FOR EACH ROW EXECUTE FUNCTION public.assignment_follows();
--> statement-breakpoint
-- At the end of a transaction: an assignment that ended is followed by a weaker or stronger one, or the key's checks ended.
CREATE FUNCTION public.assignment_ended() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER')
    OR EXISTS (SELECT FROM public.key_assignments a WHERE a.key_id = NEW.key_id AND a.workspace_id = NEW.workspace_id
      AND a.from_at = NEW.to_at AND a.id <> NEW.id)
    OR (NEW.role = 'released' AND EXISTS (SELECT FROM public.key_releases r
      WHERE r.key_id = NEW.key_id AND r.retired_at = NEW.to_at)) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'an assignment ends only with one that follows, or with the checks of its key'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'key_assignments_ended';
END $$;
--> statement-breakpoint
-- keydesk: allow one_table: dependents came with this release, so no version that runs writes it
CREATE CONSTRAINT TRIGGER key_assignments_ended AFTER UPDATE OF to_at ON "key_assignments"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.to_at IS NULL AND NEW.to_at IS NOT NULL)
  EXECUTE FUNCTION public.assignment_ended();
--> statement-breakpoint
-- As before, and: a key whose checks ended, and that protects nothing any more, is retired and frees its ARN.
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
    SELECT CASE WHEN bool_or(role = 'active') THEN 'active' WHEN bool_or(role = 'retained') THEN 'retained'
        WHEN count(*) > 0 THEN 'released' END INTO strongest
      FROM public.key_assignments WHERE key_id = assigned AND to_at IS NULL;
    IF strongest IS NULL AND EXISTS (SELECT FROM public.key_assignments WHERE key_id = assigned) THEN
      strongest := CASE WHEN EXISTS (SELECT FROM public.key_releases WHERE key_id = assigned AND retired_at IS NOT NULL)
        THEN 'retired' ELSE 'released' END;
    END IF;
    UPDATE public.customer_keys SET role = strongest
      WHERE id = assigned AND role NOT IN (strongest, 'retired');
  END LOOP;
  PERFORM public.refresh_customer_lead(w.customer_id) FROM public.workspaces w
    WHERE w.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.workspace_id ELSE NEW.workspace_id END;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- The app's role may write a key's role, because the triggers run as it. At the end of a transaction: a key is released only
-- where no workspace has it as active or retained, and retired only by the end of its release, unless it never protected any.
CREATE FUNCTION public.weaker_role_follows() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  now_is text;
BEGIN
  SELECT role INTO now_is FROM public.customer_keys WHERE id = NEW.id;
  IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
    RETURN NULL;
  END IF;
  IF (now_is IN ('released', 'retired') AND EXISTS (SELECT FROM public.key_assignments a
      WHERE a.key_id = NEW.id AND a.to_at IS NULL AND a.role IN ('active', 'retained')))
    OR (now_is = 'retired' AND EXISTS (SELECT FROM public.key_assignments a WHERE a.key_id = NEW.id)
      AND NOT EXISTS (SELECT FROM public.key_releases r WHERE r.key_id = NEW.id AND r.retired_at IS NOT NULL))
    OR (now_is = 'released' AND NOT EXISTS (SELECT FROM public.key_assignments a WHERE a.key_id = NEW.id)) THEN
    RAISE EXCEPTION 'a key is released or retired only as its assignments and its release say'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'customer_keys_weaker_role';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- keydesk: allow one_table: key_assignments is written a few times a day; customer_keys, the busy one, is locked last
CREATE CONSTRAINT TRIGGER customer_keys_weaker_role AFTER UPDATE OF role ON "customer_keys"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.role IN ('released', 'retired')) EXECUTE FUNCTION public.weaker_role_follows();
--> statement-breakpoint
-- As before, and first comes also a usable key that is ours to look at: it was released, and something depends on it again.
CREATE OR REPLACE FUNCTION public.key_urgency() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  -- Nothing of a key without proof of ownership, or whose proof was withdrawn, is shown, not even by its place in a list (H16).
  IF NEW.ownership_proven_at IS NULL OR NEW.ownership_withdrawn_at IS NOT NULL THEN
    NEW.deadline_at := NULL;
    NEW.not_usable_since := NULL;
  END IF;
  NEW.urgency := CASE
    WHEN NEW.ownership_proven_at IS NULL OR NEW.ownership_withdrawn_at IS NOT NULL THEN 4
    WHEN NEW.verdict IN ('usable', 'unusable', 'attention') AND NEW.next_action = 'vendor' THEN 0
    WHEN NEW.deadline_at IS NOT NULL THEN 1
    WHEN NEW.verdict = 'unusable' THEN 2
    WHEN NEW.verdict = 'attention' THEN 3
    WHEN NEW.verdict = 'unverified' THEN 4
    ELSE 5
  END;
  RETURN NEW;
END $$;
