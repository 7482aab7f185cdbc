import { pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** When a refusal of each reason was last written to the audit log: at most once a minute (`claimRefusalAudit`). */
export const serviceRefusals = pgTable('service_refusals', {
  reason: text('reason').primaryKey(),
  auditedAt: instant('audited_at').notNull(),
});
