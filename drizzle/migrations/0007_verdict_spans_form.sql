ALTER TABLE "verdict_spans" ADD CONSTRAINT "verdict_spans_cause_form" CHECK ("verdict_spans"."cause" ~ '^[a-z][a-z0-9_]{0,62}$') NOT VALID;
