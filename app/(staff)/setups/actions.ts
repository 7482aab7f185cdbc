'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import { actorOf } from '#lib/auth/session.ts';
import { refusal } from '#lib/core/form/action-state.ts';
import { submitRefusalWords } from '#lib/core/form/submit-refusal.ts';
import { judgeIntake } from '#lib/core/key/intake.ts';
import { LONGEST_IDENTIFIER_PASTE } from '#lib/core/key/pasted-identifier.ts';
import { policyGap } from '#lib/core/setup/policy-gap.ts';
import {
  ATTEST_REFUSAL_WORDS,
  blockedWords,
  CLEAR_REFUSAL_WORDS,
  CODE_REFUSAL_WORDS,
  NOT_TAKEN_IN,
  OUR_SIDE_REFUSAL_WORDS,
  RECEIVE_REFUSAL_WORDS,
  SETUP_REFUSAL_WORDS,
  START_REFUSAL_WORDS,
} from '#lib/core/setup/refusal-words.ts';
import { NOTHING_RETURNED } from '#lib/core/setup/returned-words.ts';
import { staffAction } from '#lib/http/staff-action.ts';
import { readSetupAnswer } from '#lib/queries/setup/read-answer.ts';
import { runtime } from '#lib/runtime.ts';
import { extendCode, makeCode } from '#lib/use-cases/ownership/make-code.ts';
import { attestFacts } from '#lib/use-cases/setup/attest-facts.ts';
import { clearSetup } from '#lib/use-cases/setup/clear-setup.ts';
import { receiveKey } from '#lib/use-cases/setup/receive-key.ts';
import { recordOurSide } from '#lib/use-cases/setup/record-our-side.ts';
import { startSetup } from '#lib/use-cases/setup/start-setup.ts';
import { by, checkbox, DONE, sentence } from '#app/(staff)/form-fields.ts';
import { LineFields } from './form-fields.ts';

/** Fields that the form may have once or several times, in their order. */
const severalOf = (one: z.ZodString) => z.union([one, z.array(one)]).transform((value) => [value].flat());

const StartForm = z.object({
  customerId: z.uuid('Choose the customer.'),
  ticket: z.string().trim().max(64, 'At most 64 characters.'),
  askedBy: z.string().trim().min(1, 'Say who asked for it.').max(200, 'At most 200 characters.'),
  workspace: severalOf(z.string().trim().min(1, 'Name the workspace.').max(100, 'At most 100 characters.')),
  region: severalOf(z.string().min(1, 'Choose the region.').max(32)),
});
export const startSetupAction = staffAction('setups:run', StartForm, async (input, staff, request) => {
  const workspaces = input.workspace.map((name, index) => ({ name, region: input.region[index] ?? '' }));
  const started = await startSetup(
    runtime(),
    {
      customerId: input.customerId,
      ticket: input.ticket === '' ? null : input.ticket,
      askedBy: { contactId: null, name: input.askedBy },
      workspaces,
    },
    by(staff, request),
  );
  if (!started.ok) return refusal(started.reason, START_REFUSAL_WORDS[started.reason]);
  return redirect(`/setups/${started.value.setupId}`);
});

const AttestForm = z.object({
  ...LineFields,
  plan: checkbox,
  workspace: checkbox,
  jobs: checkbox,
  existingData: z.string().trim().max(1_000, 'At most 1,000 characters.'),
});

export const attestFactsAction = staffAction('setups:run', AttestForm, async (input, staff, request) => {
  const existingData = input.existingData === '' ? null : input.existingData;
  const attested = await attestFacts(runtime(), { ...input, existingData }, by(staff, request));
  return attested.ok ? DONE : refusal(attested.reason, ATTEST_REFUSAL_WORDS[attested.reason]);
});

const AnswerForm = z.object({
  setupId: z.uuid('Unknown setup.'),
  pasted: z.string().min(1, NOTHING_RETURNED.empty),
  quotedIsTheirs: checkbox,
});

export const readAnswerAction = staffAction('setups:run', AnswerForm, async (input, staff) => {
  const read = await readSetupAnswer(runtime(), staff, input);
  if (read.ok) return { status: 'done', value: read.value };
  const words = read.reason === 'not_found' ? SETUP_REFUSAL_WORDS.not_found : NOTHING_RETURNED[read.reason];
  return refusal(read.reason, words, { pasted: words });
});

const ReceiveForm = z.object({
  ...LineFields,
  region: z.string().max(32),
  arn: z.string().min(1, 'Paste the key ARN.').max(LONGEST_IDENTIFIER_PASTE, 'Paste the ARN alone.'),
  holder: z.enum(['customer', 'provider']),
  // What a pasted policy said; absent where none was pasted.
  grantStatement: z.enum(['', 'true', 'false']).optional(),
  missingActions: z.string().max(500).optional(),
  otherRegion: z.string().max(32).optional(),
});

export const receiveKeyAction = staffAction('setups:run', ReceiveForm, async (input, staff, request) => {
  const intake = judgeIntake(input.arn, input.region, runtime().regions);
  if (!intake.ok) {
    const { words } = submitRefusalWords(intake);
    return refusal(intake.reason, NOT_TAKEN_IN, { arn: words });
  }
  const { grantStatement: said = '', missingActions = '', otherRegion } = input;
  const grantStatement = said === '' ? null : said === 'true';
  const gap = grantStatement === null ? null : policyGap(missingActions.split(','), otherRegion);
  const received = await receiveKey(runtime(), { ...input, grantStatement, policyGap: gap }, by(staff, request));
  if (received.ok) return DONE;
  const { reason } = received;
  const words =
    reason in RECEIVE_REFUSAL_WORDS ? RECEIVE_REFUSAL_WORDS[reason as keyof typeof RECEIVE_REFUSAL_WORDS] : reason;
  return refusal(reason, words);
});

const OurSideForm = z.object({
  ...LineFields,
  arn: z.string().max(2_048),
  how: sentence('Say in a sentence what you saw, and where.'),
});

export const recordOurSideAction = staffAction('setups:run', OurSideForm, async (input, staff, request) => {
  const recorded = await recordOurSide(runtime(), input, by(staff, request));
  return recorded.ok ? DONE : refusal(recorded.reason, OUR_SIDE_REFUSAL_WORDS[recorded.reason]);
});

export const clearSetupAction = staffAction('setups:clear', z.object(LineFields), async (input, staff, request) => {
  const cleared = await clearSetup(runtime(), input, by(staff, request));
  if (cleared.ok) return DONE;
  const words = 'blocks' in cleared ? blockedWords(cleared.blocks) : CLEAR_REFUSAL_WORDS[cleared.reason];
  return refusal(cleared.reason, words);
});

const CodeForm = z.object({ setupId: z.uuid('Unknown setup.') });

export const makeCodeAction = staffAction('setups:run', CodeForm, async (input, staff, { requestId }) => {
  const made = await makeCode(runtime(), input, actorOf(staff), requestId);
  return made.ok ? DONE : refusal(made.reason, CODE_REFUSAL_WORDS[made.reason]);
});

export const extendCodeAction = staffAction('setups:run', CodeForm, async (input, staff, { requestId }) => {
  const extended = await extendCode(runtime(), input, actorOf(staff), requestId);
  return extended.ok ? DONE : refusal(extended.reason, CODE_REFUSAL_WORDS[extended.reason]);
});
