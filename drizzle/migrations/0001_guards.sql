-- What the TypeScript schema can't express: roles, the audit chain, the fleet's counts, storage parameters.

-- Web and worker run as this role; their logins are members of it. The owner only runs migrations.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'keydesk_app') THEN
    CREATE ROLE keydesk_app NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this server was migrated just now
END $$;--> statement-breakpoint
DO $$ BEGIN
  IF NOT pg_has_role(current_user, 'keydesk_app', 'MEMBER') THEN
    EXECUTE format('GRANT keydesk_app TO %I', current_user);
  END IF;
END $$;--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO keydesk_app;--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO keydesk_app;--> statement-breakpoint
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO keydesk_app;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO keydesk_app;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO keydesk_app;--> statement-breakpoint
-- Nobody changes the audit, and the app doesn't change a key's events.
REVOKE UPDATE, DELETE, TRUNCATE ON audit_log FROM keydesk_app;--> statement-breakpoint
REVOKE UPDATE, DELETE, TRUNCATE ON key_events FROM keydesk_app;--> statement-breakpoint
-- The health check reads which migrations are applied.
GRANT USAGE ON SCHEMA drizzle TO keydesk_app;--> statement-breakpoint
GRANT SELECT ON ALL TABLES IN SCHEMA drizzle TO keydesk_app;--> statement-breakpoint

-- A check claims this row and later writes its result. With room on the page the claim is a HOT update.
ALTER TABLE key_checks SET (fillfactor = 80);--> statement-breakpoint

-- The audit chain hashes jsonb's text form, which is canonical: ordered keys, fixed white space.
CREATE FUNCTION audit_row_hash(entry audit_log) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(entry.prev_hash || convert_to(jsonb_build_array(
    entry.seq, entry.id, to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), entry.actor, entry.action,
    entry.target_type, entry.target_id, entry.customer_id, entry.before, entry.after, entry.reason, entry.request_id
  )::text, 'UTF8'))
$$;--> statement-breakpoint
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last_seq bigint;
  last_hash bytea;
BEGIN
  -- One writer at a time, to the end of its transaction: the sequence has no gaps and the chain no forks.
  PERFORM pg_advisory_xact_lock(hashtext('keydesk.audit_log'));
  SELECT seq, hash INTO last_seq, last_hash FROM audit_log ORDER BY seq DESC LIMIT 1;
  NEW.seq := coalesce(last_seq, 0) + 1;
  NEW.prev_hash := coalesce(last_hash, sha256(convert_to('keydesk audit', 'UTF8')));
  NEW.hash := audit_row_hash(NEW);
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER audit_log_chain BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_chain();--> statement-breakpoint
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_log is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;--> statement-breakpoint
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_refuse();--> statement-breakpoint
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();--> statement-breakpoint

-- The fleet's counts follow every change to a key: the trigger inserts signed rows, the worker folds them in.
CREATE FUNCTION fleet_count_delta() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.role IN ('active', 'retained') THEN
    INSERT INTO fleet_count_deltas (region, verdict, delta) VALUES (OLD.region, OLD.verdict, -1);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.role IN ('active', 'retained') THEN
    INSERT INTO fleet_count_deltas (region, verdict, delta) VALUES (NEW.region, NEW.verdict, 1);
  END IF;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER customer_keys_counted_insert AFTER INSERT OR DELETE ON customer_keys
  FOR EACH ROW EXECUTE FUNCTION fleet_count_delta();--> statement-breakpoint
CREATE TRIGGER customer_keys_counted_update AFTER UPDATE OF region, role, verdict ON customer_keys FOR EACH ROW
  WHEN ((OLD.region, OLD.role, OLD.verdict) IS DISTINCT FROM (NEW.region, NEW.role, NEW.verdict))
  EXECUTE FUNCTION fleet_count_delta();
