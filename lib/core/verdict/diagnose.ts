import {
  ALL_FINDINGS,
  FINDING_CODES,
  findingOfFault,
  findingRecord,
  type Finding,
  type FindingCode,
} from '#lib/core/finding/all-findings.ts';
import type { Circumstances } from '#lib/core/finding/circumstances.ts';
import { VERDICT_STATUSES } from '#lib/core/finding/status.ts';
import { isRequired } from '#lib/core/probe/actions.ts';

function severity(code: FindingCode): number {
  const { status, traits } = findingRecord(code);
  if (status === null) return VERDICT_STATUSES.length;
  // Within one severity, what happens now comes before a forecast.
  return VERDICT_STATUSES.indexOf(status) + (traits.forecast === true ? 0.5 : 0);
}

/** Everything that the rules conclude, most severe first, then in the order of the list. No finding hides another. */
export function diagnose(circumstances: Circumstances): Finding[] {
  const concluded = ALL_FINDINGS.flatMap(({ code, rule }) => {
    const found = rule?.(circumstances) ?? null;
    return found === null ? [] : [{ code, ...found } as Finding];
  });
  const faults = new Set(
    circumstances.report.cells.flatMap((cell) =>
      cell.result === 'could_not_tell' && cell.fault !== 'hidden_by_denial' && isRequired(cell.action)
        ? [findingOfFault(cell.fault)]
        : [],
    ),
  );
  const unanswered = [...faults].map((code): Finding => ({ code, confidence: 'certain', detail: {} }) as Finding);
  return [...concluded, ...unanswered].toSorted(
    (a, b) => severity(a.code) - severity(b.code) || FINDING_CODES.indexOf(a.code) - FINDING_CODES.indexOf(b.code),
  );
}
