-- What a text of a setup tells of its key. Texts from before are judged by when they were told.
ALTER TABLE "sent_texts" ADD COLUMN "tells" jsonb;
