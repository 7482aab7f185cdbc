ALTER TABLE "key_checks" ADD COLUMN "calls_day" date;--> statement-breakpoint
ALTER TABLE "key_checks" ADD COLUMN "calls" jsonb;--> statement-breakpoint
CREATE TRIGGER key_checks_day_over AFTER UPDATE OF calls_day ON "key_checks"
  FOR EACH ROW WHEN (OLD.calls_day <> NEW.calls_day) EXECUTE FUNCTION public.call_day_over();
