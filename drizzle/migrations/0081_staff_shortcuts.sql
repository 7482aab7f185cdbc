-- Whether single keys are shortcuts for a person; null is on.
ALTER TABLE "staff" ADD COLUMN "single_key_shortcuts" boolean;
