ALTER TABLE "customer_accounts" VALIDATE CONSTRAINT "customer_accounts_proof_known";
