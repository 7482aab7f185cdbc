-- keydesk: allow contract: the check of the same name, with two more texts, follows in this file
ALTER TABLE "replacement_texts" DROP CONSTRAINT "replacement_texts_kind_known";
--> statement-breakpoint
ALTER TABLE "replacement_texts" ADD CONSTRAINT "replacement_texts_kind_known" CHECK ("replacement_texts"."kind" in ('question_to_contact', 'answer_to_asker', 'instructions', 'received', 'switched', 'both_stay', 'released', 'rolled_back', 'rejected')) NOT VALID;
