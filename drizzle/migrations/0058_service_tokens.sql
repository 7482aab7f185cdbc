CREATE TABLE "outbox_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"txid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "outbox_events_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"version" smallint NOT NULL,
	"subject" text NOT NULL,
	"region" text NOT NULL,
	"payload" jsonb NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"published_at" timestamp (3) with time zone,
	CONSTRAINT "outbox_events_kind_form" CHECK ("outbox_events"."kind" ~ '^[a-z][a-z0-9_]{0,62}$')
);
--> statement-breakpoint
CREATE TABLE "service_refusals" (
	"reason" text PRIMARY KEY NOT NULL,
	"audited_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "service_tokens" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"last_four" text NOT NULL,
	"scopes" text[] NOT NULL,
	"regions" text[],
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"revoked_by" text,
	"revoke_reason" text,
	"last_used_at" timestamp (3) with time zone,
	"use_count" bigint DEFAULT 0 NOT NULL,
	"audited_on" date,
	CONSTRAINT "service_tokens_hash_form" CHECK (octet_length("service_tokens"."token_hash") = 32),
	CONSTRAINT "service_tokens_has_scope" CHECK (cardinality("service_tokens"."scopes") > 0),
	CONSTRAINT "service_tokens_regions" CHECK ("service_tokens"."regions" is null or cardinality("service_tokens"."regions") > 0),
	CONSTRAINT "service_tokens_revoked_whole" CHECK (num_nulls("service_tokens"."revoked_at", "service_tokens"."revoked_by", "service_tokens"."revoke_reason") in (0, 3))
);
--> statement-breakpoint
CREATE INDEX "outbox_events_order" ON "outbox_events" USING btree ("txid","seq");
--> statement-breakpoint
CREATE UNIQUE INDEX "service_tokens_hash" ON "service_tokens" USING btree ("token_hash");
--> statement-breakpoint
-- Events stay as they were written; a later version marks those that it pushed.
REVOKE UPDATE, DELETE, TRUNCATE ON outbox_events FROM keydesk_app;
--> statement-breakpoint
GRANT UPDATE (published_at) ON outbox_events TO keydesk_app;
--> statement-breakpoint
REVOKE DELETE, TRUNCATE ON service_tokens FROM keydesk_app;
--> statement-breakpoint
-- A token keeps its hash, scopes, regions and life: what was made is only used and revoked.
REVOKE UPDATE ON service_tokens FROM keydesk_app;
--> statement-breakpoint
GRANT UPDATE (revoked_at, revoked_by, revoke_reason, last_used_at, use_count, audited_on) ON service_tokens TO keydesk_app;
