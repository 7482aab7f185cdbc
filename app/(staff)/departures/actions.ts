'use server';

import { toldTo } from '#app/(staff)/told-to.ts';
import { TOLD_CHANNELS } from '#lib/core/customer/told.ts';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { DEPARTURE_PATHS, DEPARTURE_STEPS, DEPARTURE_TEXTS } from '#lib/core/departure/departure.ts';
import {
  CLOSE_WATCH_REFUSAL_WORDS,
  DEPARTURE_TEXT_REFUSAL_WORDS,
  EXCEPTION_REFUSAL_WORDS,
  MOVE_REFUSAL_WORDS,
  RELEASE_REFUSAL_WORDS,
  REQUEST_REFUSAL_WORDS,
  START_DEPARTURE_REFUSAL_WORDS,
  STEP_REFUSAL_WORDS,
  WITHDRAW_DEPARTURE_REFUSAL_WORDS,
} from '#lib/core/departure/departure-words.ts';
import { keptWords, notReleasedWords } from '#lib/core/departure/release-blocks.ts';
import { refusal } from '#lib/core/form/action-state.ts';
import { START_REFUSAL_WORDS } from '#lib/core/setup/refusal-words.ts';
import { staffAction } from '#lib/http/staff-action.ts';
import { runtime } from '#lib/runtime.ts';
import { freezeDepartureText, recordDepartureTextTold } from '#lib/use-cases/departure/departure-text.ts';
import { confirmMove, exceptMove, keepAsRetained } from '#lib/use-cases/departure/move-workspace.ts';
import { letCustomerGo, recordStep } from '#lib/use-cases/departure/record-step.ts';
import { releaseKey } from '#lib/use-cases/departure/release-key.ts';
import { exceptDeparture, recordRequest, withdrawDeparture } from '#lib/use-cases/departure/run-departure.ts';
import { startDeparture } from '#lib/use-cases/departure/start-departure.ts';
import { closeWatch } from '#lib/use-cases/departure/watch-released.ts';
import { startSetup } from '#lib/use-cases/setup/start-setup.ts';
import {
  by,
  DONE,
  emptyOr,
  optionalUtcTime,
  sentence,
  utcDay,
  utcTime,
  workspaceIds,
} from '#app/(staff)/form-fields.ts';

const DepartureFields = { departureId: z.uuid('Unknown departure.'), revision: z.coerce.number().int() };
const short = (words: string) => z.string().trim().min(1, words).max(200, 'At most 200 characters.');
const ticket = emptyOr(z.string().max(64, 'At most 64 characters.'));

const StartForm = z.object({
  customerId: z.uuid('Unknown customer.'),
  workspace: workspaceIds,
  path: z.enum(DEPARTURE_PATHS, 'Choose why.'),
  reason: sentence('Say in a sentence what the customer told us.'),
  ticket,
});

export const startDepartureAction = staffAction('departures:run', StartForm, async (input, staff, request) => {
  const started = await startDeparture(runtime(), { ...input, workspaceIds: input.workspace }, by(staff, request));
  if (!started.ok) return refusal(started.reason, START_DEPARTURE_REFUSAL_WORDS[started.reason]);
  return redirect(`/departures/${started.value.departureId}`);
});

const StepForm = z.object({
  ...DepartureFields,
  step: z.enum(DEPARTURE_STEPS),
  evidence: sentence('Say in a sentence what you saw, and where.'),
});

export const recordStepAction = staffAction('departures:run', StepForm, async (input, staff, request) => {
  const done = await recordStep(runtime(), input, by(staff, request));
  if (done.ok) return DONE;
  return refusal(
    done.reason,
    'keys' in done ? keptWords(done.keys, runtime().clock()) : STEP_REFUSAL_WORDS[done.reason],
  );
});

const LastStepForm = z.object({ ...DepartureFields, evidence: StepForm.shape.evidence });

export const letCustomerGoAction = staffAction('keys:release', LastStepForm, async (input, staff, request) => {
  const done = await letCustomerGo(runtime(), input, by(staff, request));
  if (done.ok) return DONE;
  return refusal(
    done.reason,
    'keys' in done ? keptWords(done.keys, runtime().clock()) : STEP_REFUSAL_WORDS[done.reason],
  );
});

const RequestForm = z.object({
  ...DepartureFields,
  signedBy: short('Say who signed it.'),
  signedAt: utcTime,
  reference: short('Say where it is kept.'),
});

export const recordRequestAction = staffAction('departures:run', RequestForm, async (input, staff, request) => {
  const recorded = await recordRequest(runtime(), input, by(staff, request));
  return recorded.ok ? DONE : refusal(recorded.reason, REQUEST_REFUSAL_WORDS[recorded.reason]);
});

const ExceptionForm = z.object({
  ...DepartureFields,
  reason: sentence('Say in a sentence why, and what is lost.'),
  acceptance: short('Say where the customer’s written acceptance is kept.'),
  reviewAt: utcDay,
});

export const exceptDepartureAction = staffAction('departures:except', ExceptionForm, async (input, staff, request) => {
  const excepted = await exceptDeparture(runtime(), input, by(staff, request));
  return excepted.ok ? DONE : refusal(excepted.reason, EXCEPTION_REFUSAL_WORDS[excepted.reason]);
});

const WithdrawForm = z.object({ ...DepartureFields, reason: sentence('Say why in a sentence.') });

export const withdrawDepartureAction = staffAction('departures:run', WithdrawForm, async (input, staff, request) => {
  const withdrawn = await withdrawDeparture(runtime(), input, by(staff, request));
  return withdrawn.ok ? DONE : refusal(withdrawn.reason, WITHDRAW_DEPARTURE_REFUSAL_WORDS[withdrawn.reason]);
});

const TextForm = z.object({ ...DepartureFields, kind: z.enum(DEPARTURE_TEXTS) });

export const freezeDepartureTextAction = staffAction('departures:run', TextForm, async (input, staff, request) => {
  const made = await freezeDepartureText(runtime(), input, by(staff, request));
  if (made.ok) return { status: 'done', value: made.value };
  return refusal(made.reason, DEPARTURE_TEXT_REFUSAL_WORDS[made.reason]);
});

const ToldForm = z.object({
  ...DepartureFields,
  textId: z.uuid('Unknown text.'),
  to: toldTo('Say who was told.'),
  channel: z.enum(TOLD_CHANNELS, 'Choose how.'),
  // Empty: now.
  at: optionalUtcTime,
});

export const recordDepartureToldAction = staffAction('departures:run', ToldForm, async (input, staff, request) => {
  const told = await recordDepartureTextTold(runtime(), input, by(staff, request));
  return told.ok ? DONE : refusal(told.reason, DEPARTURE_TEXT_REFUSAL_WORDS[told.reason]);
});

const KeyReasonForm = z.object({
  customerKeyId: z.uuid('Unknown key.'),
  reason: sentence('Say why in a sentence.'),
});

export const releaseKeyAction = staffAction('keys:release', KeyReasonForm, async (input, staff, request) => {
  const released = await releaseKey(runtime(), input, by(staff, request));
  if (released.ok) return DONE;
  const words =
    'blocks' in released
      ? notReleasedWords(released.blocks, runtime().clock())
      : RELEASE_REFUSAL_WORDS[released.reason];
  return refusal(released.reason, words);
});

export const closeWatchAction = staffAction('keys:retire', KeyReasonForm, async (input, staff, request) => {
  const closed = await closeWatch(runtime(), input, by(staff, request));
  return closed.ok ? DONE : refusal(closed.reason, CLOSE_WATCH_REFUSAL_WORDS[closed.reason]);
});

const MoveForm = z.object({
  customerId: z.uuid('Unknown customer.'),
  workspaceId: z.uuid('Unknown workspace.'),
  name: z.string().trim().min(1, 'Name the workspace.').max(100, 'At most 100 characters.'),
  region: z.string().min(1, 'Choose the region.').max(32),
  askedBy: short('Say who asked for it.'),
  ticket,
});

export const startMoveAction = staffAction('departures:run', MoveForm, async (input, staff, request) => {
  const started = await startSetup(
    runtime(),
    {
      customerId: input.customerId,
      ticket: input.ticket,
      askedBy: { contactId: null, name: input.askedBy },
      workspaces: [{ name: input.name, region: input.region }],
      movesFromId: input.workspaceId,
    },
    by(staff, request),
  );
  if (!started.ok) return refusal(started.reason, START_REFUSAL_WORDS[started.reason]);
  return redirect(`/setups/${started.value.setupId}`);
});

const RetainForm = z.object({
  moveId: z.uuid('Unknown move.'),
  how: sentence('Say in a sentence what you saw, and where.'),
});

export const keepAsRetainedAction = staffAction('departures:run', RetainForm, async (input, staff, request) => {
  const kept = await keepAsRetained(runtime(), input, by(staff, request));
  return kept.ok ? DONE : refusal(kept.reason, MOVE_REFUSAL_WORDS[kept.reason]);
});

const ConfirmForm = z.object({
  moveId: z.uuid('Unknown move.'),
  contactId: z.uuid('Choose the contact.'),
  how: sentence('Say in a sentence how you reached them, and what they said.'),
});

export const confirmMoveAction = staffAction('departures:run', ConfirmForm, async (input, staff, request) => {
  const confirmed = await confirmMove(runtime(), input, by(staff, request));
  return confirmed.ok ? DONE : refusal(confirmed.reason, MOVE_REFUSAL_WORDS[confirmed.reason]);
});

const ExceptMoveForm = z.object({
  moveId: z.uuid('Unknown move.'),
  reason: sentence('Say with whom you started over, and why no verified contact is left.'),
});

export const exceptMoveAction = staffAction('ownership:except', ExceptMoveForm, async (input, staff, request) => {
  const excepted = await exceptMove(runtime(), input, by(staff, request));
  return excepted.ok ? DONE : refusal(excepted.reason, MOVE_REFUSAL_WORDS[excepted.reason]);
});
