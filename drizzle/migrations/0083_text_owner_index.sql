-- keydesk: no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS "key_texts_unsent_given" ON "key_texts" USING btree ("owner_staff_id","copied_at") WHERE "key_texts"."owner_staff_id" is not null and "key_texts"."sent_at" is null and "key_texts"."not_sent_at" is null;
