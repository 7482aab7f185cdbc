-- A text stays as it was copied: only that somebody was told is added to it (H18).
REVOKE UPDATE ON sent_texts FROM keydesk_app;
--> statement-breakpoint
GRANT UPDATE (told_at, told_by, told_to, told_channel) ON sent_texts TO keydesk_app;
