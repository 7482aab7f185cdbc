import type { ProbeReport } from '#lib/core/probe/report.ts';
import type { CheckPolicy } from '#lib/core/probe/schedule.ts';
import { heardFromKms } from '#lib/core/verdict/kms-answer.ts';
import type { Database } from '#lib/db/database.ts';
import { announceChange } from '#lib/db/announce.ts';
import { noteHeard } from '#lib/db/verdict/region-answers.ts';

type NoteAnswersDeps = { db: Database; clock: () => Date; policy: CheckPolicy };

/** Results of a batch are noted at most once in this time. */
const NOTED_EVERY_MS = 5_000;

/** Notes what reports about keys of one region tell of KMS there, and tells open pages when they must warn, or no more. */
export async function noteAnswers(
  { db, clock, policy }: NoteAnswersDeps,
  region: string,
  reports: readonly ProbeReport[],
): Promise<void> {
  const heard = heardFromKms(reports);
  if (heard === null) return;
  const warningChanged = await noteHeard(db, region, heard, policy.intervalMinutes, clock());
  if (warningChanged) await announceChange(db, { kind: 'region', id: region });
}

/** Notes the reports of a batch while it runs: the first one at once, then every few seconds. */
export function createAnswerNotes(deps: NoteAnswersDeps, region: string) {
  let waiting: ProbeReport[] = [];
  let notedAtMs = Number.NEGATIVE_INFINITY;
  const note = async (): Promise<void> => {
    const reports = waiting;
    waiting = [];
    notedAtMs = performance.now();
    try {
      await noteAnswers(deps, region, reports);
    } catch (error) {
      waiting = [...reports, ...waiting];
      throw error;
    }
  };
  return {
    /** Never throws: a result must be written even if this could not be noted. It is then noted with the next one. */
    async saw(report: ProbeReport): Promise<void> {
      waiting.push(report);
      if (performance.now() - notedAtMs >= NOTED_EVERY_MS) await note().catch(() => undefined);
    },
    /** Notes what is left. @throws when the database refuses it */
    end: note,
  };
}
