import { FAULT_FINDING, FINDING_CODES, FINDING_VERDICT, finding, type Finding } from '#lib/core/finding.ts';
import { isRequired } from '#lib/core/probe.ts';
import { VERDICT_STATUSES } from '#lib/core/verdict.ts';
import { ACCESS_RULES } from '#lib/core/rules/access-rules.ts';
import { KEY_RULES } from '#lib/core/rules/key-rules.ts';
import type { Circumstances } from '#lib/core/rules/rule.ts';

const severity = (item: Finding): number => {
  const status = FINDING_VERDICT[item.code];
  if (status === null) return VERDICT_STATUSES.length;
  // A forecast stands behind what is happening now, of the same severity.
  return VERDICT_STATUSES.indexOf(status) + (item.code === 'material_expiring' ? 0.5 : 0);
};

/** Everything the rules conclude, worst first; within one severity in the order of the vocabulary. None hides another. */
export function diagnose(circumstances: Circumstances): Finding[] {
  const concluded = [...KEY_RULES, ...ACCESS_RULES].map((rule) => rule(circumstances)).filter((item) => item !== null);
  const faults = new Set(
    circumstances.report.cells.flatMap((cell) =>
      cell.result === 'could_not_tell' && cell.fault !== 'hidden_by_denial' && isRequired(cell.action)
        ? [FAULT_FINDING[cell.fault]]
        : [],
    ),
  );
  return [...concluded, ...[...faults].map((code) => finding(code, 'certain'))].toSorted(
    (a, b) => severity(a) - severity(b) || FINDING_CODES.indexOf(a.code) - FINDING_CODES.indexOf(b.code),
  );
}
