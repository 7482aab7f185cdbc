import type { HostingRegion } from '#lib/core/key/region.ts';
import type { CheckPolicy } from '#lib/core/probe/schedule.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { answeredSetup, type AnsweredSetup } from '#lib/core/setup/returned-follow-up.ts';
import { readReturned } from '#lib/core/setup/returned-reading.ts';
import type { FreezableText } from '#lib/core/setup/setup.ts';
import {
  instructionsText,
  missingText,
  testsPassedText,
  type MadeText,
  type SetupTextInput,
  type SetupTextRefusal,
} from '#lib/core/setup/setup-texts.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { expectedAnswer } from '#lib/db/setup/expected-answer.ts';
import type { Transaction } from '#lib/db/database.ts';
import { readTextInput } from '#lib/db/setup/text-input.ts';
import { insertText } from '#lib/db/setup/texts.ts';
import { changeSetup, type SetupDeps, type SetupInput, type SetupRefusal } from './change-setup.ts';

type Answer = { pasted: string; quotedIsTheirs: boolean };
type Makes = (input: SetupTextInput, answer: AnsweredSetup | null) => Result<MadeText, SetupTextRefusal>;
const MAKES: Readonly<Record<FreezableText, Makes>> = {
  instructions: instructionsText,
  follow_up: missingText,
  tests_passed: testsPassedText,
};

export type FreezeRefusal = SetupTextRefusal | SetupRefusal | 'withdrawn';

/** What to write about an answer. It is read once more here, and not stored. */
async function answered(
  tx: Transaction,
  setupId: string,
  { pasted, quotedIsTheirs }: Answer,
  { regions, at }: { regions: readonly HostingRegion[]; at: Date },
): Promise<AnsweredSetup | null> {
  const expected = await expectedAnswer(tx, setupId, { regions, quotedIsTheirs, at });
  const returned = expected === null ? null : readReturned(pasted, expected);
  return expected !== null && returned?.ok === true ? answeredSetup(returned.value, expected) : null;
}

/** Makes a text of a setup and keeps it as it is copied now. A person sends it and records that (H18). */
export const freezeText = (
  deps: SetupDeps & { regions: readonly HostingRegion[]; policy: CheckPolicy },
  input: SetupInput & { kind: FreezableText; answer?: Answer | undefined },
  by: By,
): Promise<Result<{ textId: string; subject: string; body: string }, FreezeRefusal>> =>
  changeSetup<{ textId: string; subject: string; body: string }, SetupTextRefusal | 'withdrawn'>(
    deps,
    input,
    by,
    async (tx, { setup, customer }, at) => {
      if (setup.withdrawnAt !== null) return refuse('withdrawn');
      const { kind } = input;
      const { regions, policy } = deps;
      const read = await readTextInput(tx, setup.id, { regions, checkEveryMinutes: policy.intervalMinutes, now: at });
      if (read === null) return refuse('no_workspace');
      const answer = input.answer === undefined ? null : await answered(tx, setup.id, input.answer, { regions, at });
      const text = MAKES[kind](read, answer);
      if (!text.ok) return text;
      const { subject, body } = text.value;
      const kept = { customerId: customer.id, setupId: setup.id, lineId: null, kind, subject, body };
      const textId = await insertText(tx, { ...kept, at, by: by.actor.name, checkedAt: null, tells: null });
      return ok({
        value: { textId, subject, body },
        event: { kind: 'text_copied', detail: { note: kind } },
        audit: { action: 'setup.text_copied', after: { textId, kind } },
      });
    },
  );
