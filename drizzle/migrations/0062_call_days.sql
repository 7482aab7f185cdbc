CREATE TABLE "key_call_days" (
	"key_id" uuid NOT NULL,
	"day" date NOT NULL,
	"calls" jsonb NOT NULL,
	CONSTRAINT "key_call_days_key_id_day_pk" PRIMARY KEY("key_id","day")
);
--> statement-breakpoint
ALTER TABLE "key_call_days" ADD CONSTRAINT "key_call_days_key_id_customer_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."customer_keys"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
REVOKE DELETE, TRUNCATE ON key_call_days FROM keydesk_app;
--> statement-breakpoint
-- The calls of one day and further ones: the sum if they are of the same day, else the further ones alone.
CREATE FUNCTION public.added_calls(old_day date, old_calls jsonb, new_day date, new_calls jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE WHEN old_day IS DISTINCT FROM new_day THEN new_calls ELSE (
    SELECT coalesce(jsonb_object_agg(call, coalesce((old_calls ->> call)::int, 0) + coalesce((new_calls ->> call)::int, 0)), '{}')
    FROM jsonb_object_keys(coalesce(old_calls, '{}') || new_calls) AS call) END
$$;
--> statement-breakpoint
-- A day that is over. After a clock was set back it may come again, and then counts on.
CREATE FUNCTION public.call_day_over() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO public.key_call_days AS d (key_id, day, calls) VALUES (OLD.key_id, OLD.calls_day, OLD.calls)
    ON CONFLICT (key_id, day) DO UPDATE SET calls = public.added_calls(d.day, d.calls, d.day, EXCLUDED.calls);
  RETURN NULL;
END $$;
