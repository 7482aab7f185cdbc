ALTER TABLE "key_texts" VALIDATE CONSTRAINT "key_texts_owner_whole";
