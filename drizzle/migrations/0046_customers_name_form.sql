ALTER TABLE "customers" ADD COLUMN "name_form" text;
