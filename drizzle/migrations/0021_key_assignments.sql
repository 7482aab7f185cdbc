CREATE TABLE "key_assignments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid NOT NULL,
	"key_id" uuid NOT NULL,
	"role" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone,
	"origin" text NOT NULL,
	"origin_id" uuid,
	CONSTRAINT "key_assignments_role_known" CHECK ("key_assignments"."role" in ('active', 'retained', 'released')),
	CONSTRAINT "key_assignments_origin_known" CHECK ("key_assignments"."origin" in ('setup', 'replacement', 'import', 'legacy')),
	CONSTRAINT "key_assignments_ends_after_start" CHECK ("key_assignments"."to_at" is null or "key_assignments"."to_at" >= "key_assignments"."from_at")
);
--> statement-breakpoint
ALTER TABLE "key_assignments" ADD CONSTRAINT "key_assignments_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "key_assignments" ADD CONSTRAINT "key_assignments_key_id_customer_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."customer_keys"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE UNIQUE INDEX "key_assignments_one_active" ON "key_assignments" USING btree ("workspace_id") WHERE "key_assignments"."role" = 'active' and "key_assignments"."to_at" is null;
--> statement-breakpoint
CREATE UNIQUE INDEX "key_assignments_once" ON "key_assignments" USING btree ("key_id","workspace_id") WHERE "key_assignments"."to_at" is null;
--> statement-breakpoint
CREATE INDEX "key_assignments_workspace" ON "key_assignments" USING btree ("workspace_id");
