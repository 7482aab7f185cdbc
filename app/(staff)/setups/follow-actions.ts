'use server';

import { toldTo } from '#app/(staff)/told-to.ts';
import { TOLD_CHANNELS } from '#lib/core/customer/told.ts';
import { z } from 'zod';
import { refusal } from '#lib/core/form/action-state.ts';
import {
  BACKUP_REFUSAL_WORDS,
  FINDINGS_REFUSAL_WORDS,
  FREEZE_REFUSAL_WORDS,
  SETUP_REFUSAL_WORDS,
  TOLD_REFUSAL_WORDS,
} from '#lib/core/setup/refusal-words.ts';
import { FREEZABLE_TEXTS } from '#lib/core/setup/setup.ts';
import { staffAction } from '#lib/http/staff-action.ts';
import { runtime } from '#lib/runtime.ts';
import { expectFirstBackup, recordFirstBackup } from '#lib/use-cases/setup/first-backup.ts';
import { freezeFindings } from '#lib/use-cases/setup/freeze-findings.ts';
import { freezeText } from '#lib/use-cases/setup/freeze-text.ts';
import { handOver, holdUntil, reopenSetup, withdrawSetup } from '#lib/use-cases/setup/hold-setup.ts';
import { recordTold } from '#lib/use-cases/setup/record-told.ts';
import { setReminder } from '#lib/use-cases/setup/set-reminder.ts';
import { by, checkbox, DONE, optionalUtcTime, sentence, utcTime } from '#app/(staff)/form-fields.ts';
import { LineFields, SetupFields } from './form-fields.ts';

const FreezeForm = z.object({
  ...SetupFields,
  kind: z.enum(FREEZABLE_TEXTS),
  // The answer that a follow-up is about, as it was read on the page.
  pasted: z.string().optional(),
  quotedIsTheirs: checkbox,
});

export const freezeTextAction = staffAction('setups:run', FreezeForm, async (input, staff, request) => {
  const { setupId, revision, kind, pasted, quotedIsTheirs } = input;
  const answer = pasted === undefined ? undefined : { pasted, quotedIsTheirs };
  const made = await freezeText(runtime(), { setupId, revision, kind, answer }, by(staff, request));
  return made.ok ? { status: 'done', value: made.value } : refusal(made.reason, FREEZE_REFUSAL_WORDS[made.reason]);
});

export const freezeFindingsAction = staffAction('setups:run', z.object(LineFields), async (input, staff, request) => {
  const made = await freezeFindings(runtime(), input, by(staff, request));
  return made.ok ? { status: 'done', value: made.value } : refusal(made.reason, FINDINGS_REFUSAL_WORDS[made.reason]);
});

const ToldForm = z.object({
  ...SetupFields,
  textId: z.uuid('Unknown text.'),
  to: toldTo('Say who was told.'),
  channel: z.enum(TOLD_CHANNELS, 'Choose how.'),
  // Empty: now.
  at: optionalUtcTime,
  // Only for the text that they may start. Empty: two days later.
  firstBackupDueAt: optionalUtcTime.default(null),
});

export const recordToldAction = staffAction('setups:run', ToldForm, async (input, staff, request) => {
  const told = await recordTold(runtime(), input, by(staff, request));
  return told.ok ? DONE : refusal(told.reason, TOLD_REFUSAL_WORDS[told.reason]);
});

const BackupForm = z.object({ ...LineFields, arn: z.string().trim().max(2_048), at: utcTime });

export const recordFirstBackupAction = staffAction('setups:run', BackupForm, async (input, staff, request) => {
  const recorded = await recordFirstBackup(runtime(), input, by(staff, request));
  return recorded.ok
    ? { status: 'done', value: recorded.value }
    : refusal(recorded.reason, BACKUP_REFUSAL_WORDS[recorded.reason]);
});

const ExpectForm = z.object({
  ...LineFields,
  dueAt: utcTime,
  reason: sentence('Say in a sentence what the customer said.'),
});

export const expectFirstBackupAction = staffAction('setups:run', ExpectForm, async (input, staff, request) => {
  const expected = await expectFirstBackup(runtime(), input, by(staff, request));
  return expected.ok ? DONE : refusal(expected.reason, BACKUP_REFUSAL_WORDS[expected.reason]);
});

const ReminderForm = z.object({ ...SetupFields, remind: z.union([z.enum(['off', 'usual']), utcTime]) });

export const setReminderAction = staffAction('setups:run', ReminderForm, async (input, staff, request) => {
  const set = await setReminder(runtime(), input, by(staff, request));
  return set.ok ? DONE : refusal(set.reason, SETUP_REFUSAL_WORDS[set.reason]);
});

const HoldForm = z.object({ ...SetupFields, until: utcTime, reason: sentence('Say why in a sentence.') });

export const holdSetupAction = staffAction('setups:run', HoldForm, async (input, staff, request) => {
  const held = await holdUntil(
    runtime(),
    { ...input, hold: { until: input.until, reason: input.reason } },
    by(staff, request),
  );
  return held.ok ? DONE : refusal(held.reason, SETUP_REFUSAL_WORDS[held.reason]);
});

export const goOnAction = staffAction('setups:run', z.object(SetupFields), async (input, staff, request) => {
  const held = await holdUntil(runtime(), { ...input, hold: null }, by(staff, request));
  return held.ok ? DONE : refusal(held.reason, SETUP_REFUSAL_WORDS[held.reason]);
});

const HandOverForm = z.object({
  ...SetupFields,
  toStaffId: z.uuid('Choose a person.'),
  note: sentence('Say in a sentence where it stands.'),
});

export const handOverAction = staffAction('setups:run', HandOverForm, async (input, staff, request) => {
  const handed = await handOver(runtime(), input, by(staff, request));
  return handed.ok ? DONE : refusal(handed.reason, SETUP_REFUSAL_WORDS[handed.reason]);
});

const WithdrawForm = z.object({ ...SetupFields, reason: sentence('Say why in a sentence.') });

export const withdrawSetupAction = staffAction('setups:run', WithdrawForm, async (input, staff, request) => {
  const withdrawn = await withdrawSetup(runtime(), input, by(staff, request));
  return withdrawn.ok ? DONE : refusal(withdrawn.reason, SETUP_REFUSAL_WORDS[withdrawn.reason]);
});

export const reopenSetupAction = staffAction('setups:run', z.object(SetupFields), async (input, staff, request) => {
  const reopened = await reopenSetup(runtime(), input, by(staff, request));
  return reopened.ok ? DONE : refusal(reopened.reason, SETUP_REFUSAL_WORDS[reopened.reason]);
});
