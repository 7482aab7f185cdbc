CREATE TABLE "handovers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"from_staff_id" uuid NOT NULL,
	"from_name" text NOT NULL,
	"to_staff_id" uuid,
	"to_name" text,
	"note" text NOT NULL,
	"items" jsonb NOT NULL,
	"acknowledged_at" timestamp (3) with time zone,
	"acknowledged_by_staff_id" uuid,
	"acknowledged_by" text,
	CONSTRAINT "handovers_to_whole" CHECK (num_nulls("handovers"."to_staff_id", "handovers"."to_name") in (0, 2)),
	CONSTRAINT "handovers_note_length" CHECK (length("handovers"."note") between 1 and 4000),
	CONSTRAINT "handovers_acknowledged_whole" CHECK (num_nulls("handovers"."acknowledged_at", "handovers"."acknowledged_by_staff_id", "handovers"."acknowledged_by") in (0, 3))
);
--> statement-breakpoint
CREATE INDEX "handovers_from" ON "handovers" USING btree ("from_staff_id","at" DESC NULLS LAST);
--> statement-breakpoint
CREATE INDEX "handovers_waiting" ON "handovers" USING btree ("to_staff_id","at") WHERE "handovers"."acknowledged_at" is null;
