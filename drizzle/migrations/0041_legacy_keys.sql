CREATE TABLE "legacy_keys" (
	"key_id" uuid PRIMARY KEY NOT NULL
);
--> statement-breakpoint
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON legacy_keys FROM keydesk_app;
--> statement-breakpoint
-- keydesk: allow backfill: one read of half a second at a million keys; nothing makes a key active while it runs
INSERT INTO public.legacy_keys (key_id) SELECT id FROM public.customer_keys WHERE role NOT IN ('candidate', 'retired');
