import { ACCESS_TEXTS } from '#lib/core/customer-text/access-texts.ts';
import { KEY_TEXTS } from '#lib/core/customer-text/key-texts.ts';
import { INTAKE_TEXTS, OUR_TEXTS } from '#lib/core/customer-text/other-texts.ts';
import type { TextRule } from '#lib/core/customer-text/text-rule.ts';
import type { FindingCode } from '#lib/core/finding.ts';

/** What every finding becomes for the customer. */
export const TEXT_RULES: Readonly<Record<FindingCode, TextRule>> = {
  ...INTAKE_TEXTS,
  ...KEY_TEXTS,
  ...ACCESS_TEXTS,
  ...OUR_TEXTS,
} satisfies Record<FindingCode, TextRule>;
