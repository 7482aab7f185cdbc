ALTER TABLE "key_events" DROP CONSTRAINT "key_events_kind_known";--> statement-breakpoint
ALTER TABLE "key_events" ADD CONSTRAINT "key_events_kind_form" CHECK ("key_events"."kind" ~ '^[a-z][a-z0-9_]{0,62}$') NOT VALID;
