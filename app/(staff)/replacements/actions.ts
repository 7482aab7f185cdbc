'use server';

import { toldTo } from '#app/(staff)/told-to.ts';
import { TOLD_CHANNELS } from '#lib/core/customer/told.ts';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { refusal } from '#lib/core/form/action-state.ts';
import { submitRefusalWords } from '#lib/core/form/submit-refusal.ts';
import { judgeIntake } from '#lib/core/key/intake.ts';
import {
  APPROVE_REFUSAL_WORDS,
  ASK_REFUSAL_WORDS,
  CONFIRM_ACCOUNT_REFUSAL_WORDS,
  EDIT_REPLACEMENT_REFUSAL_WORDS,
  END_LINE_REFUSAL_WORDS,
  FOLLOW_REFUSAL_WORDS,
  missingWords,
  NEW_KEY_REFUSAL_WORDS,
  OVERRIDE_REFUSAL_WORDS,
  REOPEN_REFUSAL_WORDS,
  REPLACEMENT_TEXT_REFUSAL_WORDS,
  ROLL_BACK_REFUSAL_WORDS,
  START_REPLACEMENT_REFUSAL_WORDS,
  SWITCH_REFUSAL_WORDS,
  TAKE_OVER_REFUSAL_WORDS,
  TEST_LINE_REFUSAL_WORDS,
} from '#lib/core/replacement/refusal-words.ts';
import { approvalEndWords, mayNotApproveWords, SWITCH_BLOCK_WORD } from '#lib/core/replacement/replacement-words.ts';
import { REPLACEMENT_SOURCES, REPLACEMENT_TEXTS, ROLL_BACK_REASONS } from '#lib/core/replacement/replacement.ts';
import { REJECT_REASONS } from '#lib/core/replacement/text-input.ts';
import { NOT_TAKEN_IN } from '#lib/core/setup/refusal-words.ts';
import { staffAction } from '#lib/http/staff-action.ts';
import { runtime } from '#lib/runtime.ts';
import {
  approveLine,
  askForApproval,
  confirmAccount,
  overrideOldKey,
} from '#lib/use-cases/replacement/approve-line.ts';
import { editReplacement, takeOverReplacement } from '#lib/use-cases/replacement/edit-replacement.ts';
import { endLine, reopenLine, rollBackLine } from '#lib/use-cases/replacement/end-line.ts';
import { acknowledgeSwitch, recordBackupWithNewKey } from '#lib/use-cases/replacement/follow-switch.ts';
import { receiveNewKey } from '#lib/use-cases/replacement/receive-new-key.ts';
import { freezeReplacementText, recordReplacementTextTold } from '#lib/use-cases/replacement/replacement-text.ts';
import { startReplacement } from '#lib/use-cases/replacement/start-replacement.ts';
import { switchLine } from '#lib/use-cases/replacement/switch-line.ts';
import { testLine } from '#lib/use-cases/replacement/test-line.ts';
import { by, DONE, emptyOr, sentence, utcDay, utcTime, workspaceIds } from '#app/(staff)/form-fields.ts';

const RequestFields = { replacementId: z.uuid('Unknown request.'), revision: z.coerce.number().int() };
const LineFields = { ...RequestFields, lineId: z.uuid('Unknown workspace.') };
/** It goes into texts for the customer, so it is no place for a sentence or an address. */
const ticket = emptyOr(
  z
    .string()
    .max(64, 'At most 64 characters.')
    .regex(/^[\w#./ -]*$/, 'Enter the number of the ticket: letters, digits, #, dots, slashes and hyphens.'),
);
const YEAR_MS = 366 * 24 * 3_600_000;
const isNear = (at: Date): boolean => Math.abs(at.getTime() - Date.now()) < 5 * YEAR_MS;
const optionalTime = emptyOr(utcTime.refine(isNear, 'This time is years away.'));
/** Empty where the customer named no day. */
const optionalDay = emptyOr(utcDay.refine(isNear, 'This day is years away.'));
/** Empty where it is none of the contacts, but somebody who is named. */
const contactId = emptyOr(z.uuid('Unknown contact.'));

const AskedBy = {
  contactId,
  askedBy: z.string().trim().max(200, 'At most 200 characters.'),
};
const hasAsker = ({ contactId: contact, askedBy }: { contactId: string | null; askedBy: string }): boolean =>
  contact !== null || askedBy !== '';
const NO_ASKER = { path: ['askedBy'], message: 'Choose the contact who asked, or name who did.' };

const StartForm = z
  .object({
    customerId: z.uuid('Unknown customer.'),
    workspace: workspaceIds,
    source: z.enum(REPLACEMENT_SOURCES, 'Choose how it began.'),
    reason: sentence('Say in a sentence what the customer told us, or what we noticed.'),
    plannedFor: optionalDay,
    ticket,
    ...AskedBy,
  })
  .refine(hasAsker, NO_ASKER);

export const startReplacementAction = staffAction('replacements:run', StartForm, async (input, staff, request) => {
  const { workspace, contactId: contact, askedBy, ...rest } = input;
  const started = await startReplacement(
    runtime(),
    { ...rest, workspaceIds: workspace, askedBy: { contactId: contact, name: askedBy } },
    by(staff, request),
  );
  if (!started.ok) return refusal(started.reason, START_REPLACEMENT_REFUSAL_WORDS[started.reason]);
  return redirect(`/replacements/${started.value.replacementId}`);
});

const EditForm = z
  .object({
    ...RequestFields,
    reason: sentence('Say in a sentence what the customer told us, or what we noticed.'),
    plannedFor: optionalDay,
    ticket,
    ...AskedBy,
  })
  .refine(hasAsker, NO_ASKER);

export const editReplacementAction = staffAction('replacements:run', EditForm, async (input, staff, request) => {
  const { contactId: contact, askedBy, ...rest } = input;
  const edited = await editReplacement(
    runtime(),
    { ...rest, askedBy: { contactId: contact, name: askedBy } },
    by(staff, request),
  );
  return edited.ok ? DONE : refusal(edited.reason, EDIT_REPLACEMENT_REFUSAL_WORDS[edited.reason]);
});

export const takeOverReplacementAction = staffAction(
  'replacements:run',
  z.object(RequestFields),
  async (input, staff, request) => {
    const taken = await takeOverReplacement(runtime(), input, by(staff, request));
    return taken.ok ? DONE : refusal(taken.reason, TAKE_OVER_REFUSAL_WORDS[taken.reason]);
  },
);

const NewKeyForm = z.object({
  ...LineFields,
  arn: z.string().trim().min(1, 'Paste the ARN that the customer sent.').max(4_000, 'Paste the ARN alone.'),
  region: z.string().max(32),
  whose: z.enum(['customer', 'provider']).default('customer'),
});

export const receiveNewKeyAction = staffAction('replacements:run', NewKeyForm, async (input, staff, request) => {
  const intake = judgeIntake(input.arn, input.region, runtime().regions);
  if (!intake.ok) return refusal(intake.reason, NOT_TAKEN_IN, { arn: submitRefusalWords(intake).words });
  const received = await receiveNewKey(runtime(), input, by(staff, request));
  if (received.ok) return DONE;
  const { reason } = received;
  const words =
    reason in NEW_KEY_REFUSAL_WORDS ? NEW_KEY_REFUSAL_WORDS[reason as keyof typeof NEW_KEY_REFUSAL_WORDS] : reason;
  return refusal(reason, words);
});

export const testLineAction = staffAction('replacements:run', z.object(LineFields), async (input, staff, request) => {
  const tested = await testLine(runtime(), input, by(staff, request));
  return tested.ok ? DONE : refusal(tested.reason, TEST_LINE_REFUSAL_WORDS[tested.reason]);
});

const ConfirmForm = z.object({
  ...LineFields,
  contactId: z.uuid('Choose the contact.'),
  how: sentence('Say in a sentence how you reached them, and what they said.'),
});

export const confirmAccountAction = staffAction('replacements:run', ConfirmForm, async (input, staff, request) => {
  const confirmed = await confirmAccount(runtime(), input, by(staff, request));
  return confirmed.ok ? DONE : refusal(confirmed.reason, CONFIRM_ACCOUNT_REFUSAL_WORDS[confirmed.reason]);
});

const ExceptForm = z.object({
  ...LineFields,
  how: sentence('Say with whom you started over, and why no verified contact is left.'),
});

export const exceptAccountAction = staffAction('ownership:except', ExceptForm, async (input, staff, request) => {
  const excepted = await confirmAccount(runtime(), { ...input, contactId: null }, by(staff, request));
  return excepted.ok ? DONE : refusal(excepted.reason, CONFIRM_ACCOUNT_REFUSAL_WORDS[excepted.reason]);
});

const OverrideForm = z.object({
  ...LineFields,
  reason: sentence('Say in a sentence what is lost, and who accepted that.'),
});

export const overrideOldKeyAction = staffAction('replacements:approve', OverrideForm, async (input, staff, request) => {
  const overridden = await overrideOldKey(runtime(), input, by(staff, request));
  return overridden.ok ? DONE : refusal(overridden.reason, OVERRIDE_REFUSAL_WORDS[overridden.reason]);
});

export const askForApprovalAction = staffAction(
  'replacements:run',
  z.object(LineFields),
  async (input, staff, request) => {
    const asked = await askForApproval(runtime(), input, by(staff, request));
    return asked.ok ? DONE : refusal(asked.reason, ASK_REFUSAL_WORDS[asked.reason]);
  },
);

const ApproveForm = z.object({
  ...LineFields,
  typed: z.string().trim().min(1, 'Type the last 8 characters of the new key’s id.').max(64),
  from: optionalTime,
  until: optionalTime,
});

export const approveLineAction = staffAction('replacements:approve', ApproveForm, async (input, staff, request) => {
  const { from, until, ...rest } = input;
  const now = runtime().clock();
  const window = until === null ? null : { from: from ?? now, until };
  if (until === null && from !== null)
    return refusal('invalid', 'Not approved.', { until: 'Enter when the window ends.' });
  const approved = await approveLine(runtime(), { ...rest, window }, by(staff, request));
  if (approved.ok) return DONE;
  if ('own' in approved) return refusal(approved.reason, mayNotApproveWords(approved.own));
  if ('blocks' in approved)
    return refusal(
      approved.reason,
      missingWords(
        'Not approved.',
        approved.blocks.map((block) => SWITCH_BLOCK_WORD[block]),
      ),
    );
  return approved.reason === 'wrong_characters'
    ? refusal(approved.reason, 'Not approved.', { typed: APPROVE_REFUSAL_WORDS.wrong_characters })
    : refusal(approved.reason, APPROVE_REFUSAL_WORDS[approved.reason]);
});

export const switchLineAction = staffAction('replacements:run', z.object(LineFields), async (input, staff, request) => {
  const switched = await switchLine(runtime(), input, by(staff, request));
  if (switched.ok) return DONE;
  if ('end' in switched)
    return refusal(
      switched.reason,
      missingWords('Nothing was switched: the approval is no longer valid.', [approvalEndWords(switched.end)]),
    );
  if ('blocks' in switched)
    return refusal(
      switched.reason,
      missingWords(
        'Nothing was switched.',
        switched.blocks.map((block) => SWITCH_BLOCK_WORD[block]),
      ),
    );
  return refusal(switched.reason, SWITCH_REFUSAL_WORDS[switched.reason]);
});

const AcknowledgeForm = z.object({
  ...LineFields,
  how: sentence('Say in a sentence what you saw in our product, and where.'),
});

export const acknowledgeSwitchAction = staffAction(
  'replacements:run',
  AcknowledgeForm,
  async (input, staff, request) => {
    const done = await acknowledgeSwitch(runtime(), input, by(staff, request));
    return done.ok ? DONE : refusal(done.reason, FOLLOW_REFUSAL_WORDS[done.reason]);
  },
);

const BackupForm = z.object({
  ...LineFields,
  at: optionalTime,
  arn: z.string().trim().min(1, 'Paste the ARN that the backup used.').max(2_048),
});

export const recordBackupAction = staffAction('replacements:run', BackupForm, async (input, staff, request) => {
  const done = await recordBackupWithNewKey(runtime(), input, by(staff, request));
  return done.ok ? DONE : refusal(done.reason, FOLLOW_REFUSAL_WORDS[done.reason]);
});

const RejectForm = z.object({
  ...LineFields,
  why: z.enum(REJECT_REASONS, 'Choose the reason.'),
  reason: sentence('Say why in a sentence. The customer doesn’t read it.'),
});

export const rejectLineAction = staffAction('replacements:run', RejectForm, async (input, staff, request) => {
  const ended = await endLine(runtime(), { ...input, how: 'rejected' }, by(staff, request));
  return ended.ok ? DONE : refusal(ended.reason, END_LINE_REFUSAL_WORDS[ended.reason]);
});

const ReasonForm = z.object({ ...LineFields, reason: sentence('Say why in a sentence.') });

export const withdrawLineAction = staffAction('replacements:run', ReasonForm, async (input, staff, request) => {
  const ended = await endLine(runtime(), { ...input, how: 'withdrawn' }, by(staff, request));
  return ended.ok ? DONE : refusal(ended.reason, END_LINE_REFUSAL_WORDS[ended.reason]);
});

export const reopenLineAction = staffAction('replacements:run', ReasonForm, async (input, staff, request) => {
  const opened = await reopenLine(runtime(), input, by(staff, request));
  return opened.ok ? DONE : refusal(opened.reason, REOPEN_REFUSAL_WORDS[opened.reason]);
});

const RollBackForm = z.object({
  ...LineFields,
  why: z.enum(ROLL_BACK_REASONS, 'Choose the reason.'),
  reason: sentence('Say why in a sentence. The customer doesn’t read it.'),
});

export const rollBackLineAction = staffAction('replacements:run', RollBackForm, async (input, staff, request) => {
  const done = await rollBackLine(runtime(), input, by(staff, request));
  return done.ok ? DONE : refusal(done.reason, ROLL_BACK_REFUSAL_WORDS[done.reason]);
});

const TextForm = z.object({ ...RequestFields, kind: z.enum(REPLACEMENT_TEXTS) });

export const freezeReplacementTextAction = staffAction('replacements:run', TextForm, async (input, staff, request) => {
  const made = await freezeReplacementText(runtime(), input, by(staff, request));
  if (made.ok) return { status: 'done', value: made.value };
  return refusal(made.reason, REPLACEMENT_TEXT_REFUSAL_WORDS[made.reason]);
});

const ToldForm = z.object({
  ...RequestFields,
  textId: z.uuid('Unknown text.'),
  to: toldTo('Say who was told.'),
  channel: z.enum(TOLD_CHANNELS, 'Choose how.'),
  // Empty: now.
  at: optionalTime,
});

export const recordReplacementToldAction = staffAction('replacements:run', ToldForm, async (input, staff, request) => {
  const told = await recordReplacementTextTold(runtime(), input, by(staff, request));
  return told.ok ? DONE : refusal(told.reason, REPLACEMENT_TEXT_REFUSAL_WORDS[told.reason]);
});
