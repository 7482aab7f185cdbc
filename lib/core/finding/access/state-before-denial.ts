import type { DenialDetail } from '#lib/core/finding/access/denial.ts';
import { enableStep } from '#lib/core/finding/key/key-state.ts';
import { at, type TextContext } from '#lib/core/finding/text-rule.ts';
import { paragraph, steps, type Part, type TextStep } from '#lib/core/text/blocks.ts';
import { kmsCommand } from '#lib/core/text/commands.ts';
import type { TextKey } from '#lib/core/text/text-subject.ts';

// While a key is in one of these states, a changed policy helps nothing, so the state comes before the policy.

/** How the owner leaves a state that refuses use, and the state in words. A pending deletion has texts of its own. */
const LEAVING: Readonly<Record<string, { state: string; step: (subject: TextKey) => TextStep }>> = {
  Disabled: {
    state: 'disabled',
    step: (subject) =>
      enableStep(subject, 'Only if it shows Disabled and that was a mistake, or another key replaces this one:'),
  },
  PendingImport: {
    state: 'without usable key material',
    step: () => ({
      text: 'Only if it shows PendingImport and that was a mistake, or another key replaces this one: import the same key material again. Other key material cannot decrypt what is already encrypted.',
    }),
  },
  Unavailable: {
    state: 'unavailable, because its custom key store was disconnected',
    step: () => ({
      text: 'Only if it shows Unavailable and that was a mistake, or another key replaces this one: connect the custom key store of the key again.',
    }),
  },
};

type StateBefore = { state: string; step: (subject: TextKey) => TextStep; saidBy: 'us' | 'owner'; asOf: Date | null };

/** A state that refuses use, from before the denial: as the owner told us, or else as we last saw it. */
export function badStateBefore({ ownerSaid, lastSeen }: DenialDetail): StateBefore | null {
  const said = ownerSaid?.keyState ?? null;
  const known =
    ownerSaid !== null && said !== null
      ? { keyState: said, asOf: ownerSaid.asOf, saidBy: 'owner' as const }
      : lastSeen === null
        ? null
        : { ...lastSeen, saidBy: 'us' as const };
  const leaving = known === null ? undefined : LEAVING[known.keyState];
  return known === null || leaving === undefined ? null : { ...leaving, saidBy: known.saidBy, asOf: known.asOf };
}

/** Checks and leaves that state before the policy; nothing when the key was in none. */
export function stateBeforePolicy(context: TextContext<DenialDetail>): readonly Part[] {
  const before = badStateBefore(context.detail);
  if (before === null) return [];
  const { subject } = context;
  const when =
    before.asOf === null ? '' : `, ${before.saidBy === 'owner' ? 'as of' : 'on'} ${at(before.asOf, context)},`;
  const said =
    before.saidBy === 'owner'
      ? `You told us${when} that the key was ${before.state}.`
      : `When we last saw the key${when} it was ${before.state}. AWS has denied our account access after that, so we cannot see whether it still is.`;
  return [
    paragraph(`${said} A changed policy does not help while it is, so please begin with its state:`),
    steps(
      {
        text: `Run this in your account ${subject.awsAccountId} and send us the whole output.`,
        verbatim: kmsCommand('describe-key', subject),
      },
      before.step(subject),
      { text: 'Once it shows Enabled, check the policy as described next.' },
    ),
  ];
}
