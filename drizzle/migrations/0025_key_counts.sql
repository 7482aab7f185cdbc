CREATE TABLE "key_count_deltas" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "key_count_deltas_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"region" text NOT NULL,
	"role" text NOT NULL,
	"verdict" text NOT NULL,
	"cause" text NOT NULL,
	"key_state" text NOT NULL,
	"delta" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "key_counts" (
	"region" text NOT NULL,
	"role" text NOT NULL,
	"verdict" text NOT NULL,
	"cause" text NOT NULL,
	"key_state" text NOT NULL,
	"key_count" integer NOT NULL,
	CONSTRAINT "key_counts_region_role_verdict_cause_key_state_pk" PRIMARY KEY("region","role","verdict","cause","key_state")
);
--> statement-breakpoint
CREATE FUNCTION public.key_count_delta() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  -- Lists show of a key without proof of ownership only that (H16), so it is counted as that.
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO public.key_count_deltas (region, role, verdict, cause, key_state, delta)
    VALUES (OLD.region, OLD.role,
      CASE WHEN OLD.ownership_proven_at IS NULL THEN 'unverified' ELSE OLD.verdict END,
      CASE WHEN OLD.ownership_proven_at IS NULL THEN 'ownership_unproven' ELSE coalesce(OLD.cause, '') END,
      CASE WHEN OLD.ownership_proven_at IS NULL THEN '' ELSE coalesce(OLD.key_state, '') END, -1);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO public.key_count_deltas (region, role, verdict, cause, key_state, delta)
    VALUES (NEW.region, NEW.role,
      CASE WHEN NEW.ownership_proven_at IS NULL THEN 'unverified' ELSE NEW.verdict END,
      CASE WHEN NEW.ownership_proven_at IS NULL THEN 'ownership_unproven' ELSE coalesce(NEW.cause, '') END,
      CASE WHEN NEW.ownership_proven_at IS NULL THEN '' ELSE coalesce(NEW.key_state, '') END, 1);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER customer_keys_facets_insert AFTER INSERT OR DELETE ON "customer_keys"
  FOR EACH ROW EXECUTE FUNCTION public.key_count_delta();
--> statement-breakpoint
CREATE TRIGGER customer_keys_facets_update
  AFTER UPDATE OF region, role, verdict, cause, key_state, ownership_proven_at ON "customer_keys" FOR EACH ROW
  WHEN ((OLD.region, OLD.role, OLD.verdict, OLD.cause, OLD.key_state, OLD.ownership_proven_at IS NULL)
    IS DISTINCT FROM (NEW.region, NEW.role, NEW.verdict, NEW.cause, NEW.key_state, NEW.ownership_proven_at IS NULL))
  EXECUTE FUNCTION public.key_count_delta();
--> statement-breakpoint
-- keydesk: allow backfill: one read of half a second at a million keys, in the transaction that begins counting
INSERT INTO public.key_counts (region, role, verdict, cause, key_state, key_count)
SELECT region, role,
  CASE WHEN ownership_proven_at IS NULL THEN 'unverified' ELSE verdict END,
  CASE WHEN ownership_proven_at IS NULL THEN 'ownership_unproven' ELSE coalesce(cause, '') END,
  CASE WHEN ownership_proven_at IS NULL THEN '' ELSE coalesce(key_state, '') END, count(*)
FROM public.customer_keys GROUP BY 1, 2, 3, 4, 5;
