import type { HostingRegion } from '#lib/core/key/region.ts';
import type { CheckPolicy } from '#lib/core/probe/schedule.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { FreezableText } from '#lib/core/setup/setup.ts';
import {
  instructionsText,
  missingText,
  testsPassedText,
  type MadeText,
  type SetupTextInput,
  type SetupTextRefusal,
} from '#lib/core/setup/setup-texts.ts';
import { readTextInput } from '#lib/db/setup/text-input.ts';
import { insertText } from '#lib/db/setup/texts.ts';
import { changeSetup, type By, type SetupDeps, type SetupInput, type SetupRefusal } from './change-setup.ts';

const MAKES: Readonly<Record<FreezableText, (input: SetupTextInput) => Result<MadeText, SetupTextRefusal>>> = {
  instructions: instructionsText,
  follow_up: missingText,
  tests_passed: testsPassedText,
};

export type FreezeRefusal = SetupTextRefusal | SetupRefusal | 'withdrawn';

/** Makes a text of a setup and keeps it as it is copied now. A person sends it and records that (H18). */
export const freezeText = (
  deps: SetupDeps & { regions: readonly HostingRegion[]; policy: CheckPolicy },
  input: SetupInput & { kind: FreezableText },
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
      const text = MAKES[kind](read);
      if (!text.ok) return text;
      const { subject, body } = text.value;
      const kept = { customerId: customer.id, setupId: setup.id, lineId: null, kind, subject, body };
      const textId = await insertText(tx, { ...kept, at, by: by.actor.name, checkedAt: null });
      return ok({
        value: { textId, subject, body },
        event: { kind: 'text_copied', detail: { note: kind } },
        audit: { action: 'setup.text_copied', after: { textId, kind } },
      });
    },
  );
