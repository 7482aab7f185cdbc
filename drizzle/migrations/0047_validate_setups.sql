ALTER TABLE "contacts" VALIDATE CONSTRAINT "contacts_channel_known";
