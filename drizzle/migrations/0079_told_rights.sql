-- What a customer must be told, and was told, is written with the key's status.
GRANT UPDATE (tell_digest, told_digest) ON customer_keys TO keydesk_app;
--> statement-breakpoint
-- A text stays as it was copied: only whether a person sent it is added to it (H18).
REVOKE UPDATE, DELETE, TRUNCATE ON key_texts, key_text_keys FROM keydesk_app;
--> statement-breakpoint
GRANT UPDATE (sent_at, sent_by, sent_to, sent_channel, not_sent_at, not_sent_by) ON key_texts TO keydesk_app;
--> statement-breakpoint
-- An answer stays: whether it was sent is recorded once.
CREATE TRIGGER key_texts_stay_over BEFORE UPDATE ON "key_texts" FOR EACH ROW
  WHEN (OLD.sent_at IS NOT NULL OR OLD.not_sent_at IS NOT NULL) EXECUTE FUNCTION public.stays_over();
