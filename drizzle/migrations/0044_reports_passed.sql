ALTER TABLE "probe_reports" ADD COLUMN "passed" boolean;
--> statement-breakpoint
REVOKE UPDATE, DELETE, TRUNCATE ON probe_reports FROM keydesk_app;
