ALTER TABLE "replacement_texts" VALIDATE CONSTRAINT "replacement_texts_kind_known";
