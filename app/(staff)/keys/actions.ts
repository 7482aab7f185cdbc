'use server';

import { z } from 'zod';
import { actorOf } from '#lib/auth/session.ts';
import { refusal } from '#lib/core/form/action-state.ts';
import { ADD_EVIDENCE_REFUSAL, refusalWords } from '#lib/core/evidence/evidence-refusal.ts';
import { EVIDENCE_KINDS } from '#lib/core/finding/evidence.ts';
import {
  CHECK_REFUSAL_WORDS,
  CLOSE_ERROR_REFUSAL_WORDS,
  COPY_TEXT_REFUSAL_WORDS,
  PROVE_REFUSAL_WORDS,
} from '#lib/core/form/refusal-words.ts';
import { submitRefusalWords } from '#lib/core/form/submit-refusal.ts';
import { LONGEST_IDENTIFIER_PASTE } from '#lib/core/key/pasted-identifier.ts';
import { staffAction } from '#lib/http/staff-action.ts';
import { runtime } from '#lib/runtime.ts';
import { addEvidence } from '#lib/use-cases/evidence/add-evidence.ts';
import { closeProductionError } from '#lib/use-cases/evidence/close-production-error.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { copyText } from '#lib/use-cases/customer-text/copy-text.ts';
import { proveKey } from '#lib/use-cases/verdict/prove-key.ts';
import { submitKey } from '#lib/use-cases/key/submit-key.ts';
import { editedBody, editOf, editRefusal } from '#app/(staff)/edited-reply.ts';
import { optionalUtcTime, sentence } from '#app/(staff)/form-fields.ts';

const CheckKeyForm = z.object({ customerKeyId: z.uuid('Unknown key.') });

export const checkKeyAction = staffAction('keys:check', CheckKeyForm, async (input, staff, { requestId }) => {
  const checked = await checkKey(runtime(), input, actorOf(staff), requestId);
  if (!checked.ok) return refusal(checked.reason, CHECK_REFUSAL_WORDS[checked.reason]);
  return { status: 'done', value: checked.value };
});

export const proveKeyAction = staffAction('keys:prove', CheckKeyForm, async (input, staff, { requestId }) => {
  const proved = await proveKey(runtime(), input, actorOf(staff), requestId);
  if (!proved.ok) return refusal(proved.reason, PROVE_REFUSAL_WORDS[proved.reason]);
  return { status: 'done', value: proved.value };
});

const CopyTextForm = z.object({
  customerKeyId: z.uuid('Unknown key.'),
  edited: editedBody,
  /** What the text told from which they edited. */
  tells: z.string().max(2_000).optional(),
});

export const copyTextAction = staffAction('texts:copy', CopyTextForm, async (input, staff, { requestId }) => {
  const asked = { customerKeyId: input.customerKeyId, edited: editOf(input) };
  const copied = await copyText(runtime(), asked, actorOf(staff), requestId);
  if (copied.ok) return { status: 'done', value: copied.value };
  switch (copied.reason) {
    case 'edit_refused':
    case 'changed_meanwhile':
      return editRefusal(copied);
    default:
      return refusal(copied.reason, COPY_TEXT_REFUSAL_WORDS[copied.reason]);
  }
});

const SubmitKeyForm = z.object({
  customerName: z
    .string()
    .trim()
    .min(1, 'Enter the customer’s name.')
    .max(200, 'A customer’s name can have at most 200 characters.')
    .regex(/^[^\p{Cc}\p{Cf}]*$/u, 'The name contains invisible characters. Type it instead of pasting it.')
    // As a search reads it.
    .transform((name) => name.replaceAll(/\s+/g, ' ')),
  hostingRegion: z.string().min(1, 'Choose the customer’s hosting region.').max(32),
  arn: z
    .string()
    .min(1, 'Paste the key ARN.')
    .max(LONGEST_IDENTIFIER_PASTE, 'This is longer than 10,000 characters. Paste the ARN alone.'),
});

export const submitKeyAction = staffAction('keys:submit', SubmitKeyForm, async (input, staff, { requestId }) => {
  const submitted = await submitKey(runtime(), input, actorOf(staff), requestId);
  if (submitted.ok) return { status: 'done', value: submitted.value };
  const { words, field } = submitRefusalWords(submitted);
  return refusal(submitted.reason, words, { [field]: words });
});

const AddEvidenceForm = z.object({
  customerKeyId: z.uuid('Unknown key.'),
  // Empty: Keydesk finds out.
  kind: z
    .union([z.literal(''), z.enum(EVIDENCE_KINDS)], 'Choose the type of evidence.')
    .transform((kind) => (kind === '' ? null : kind)),
  pasted: z.string(),
  takenAt: optionalUtcTime,
});

export const addEvidenceAction = staffAction('evidence:add', AddEvidenceForm, async (input, staff, { requestId }) => {
  const added = await addEvidence(runtime(), input, actorOf(staff), requestId);
  if (added.ok) return { status: 'done', value: added.value };
  const { field } = ADD_EVIDENCE_REFUSAL[added.reason];
  const words = refusalWords(added);
  return refusal(added.reason, words, field === null ? undefined : { [field]: words });
});

const CloseErrorForm = z.object({
  evidenceId: z.uuid('Unknown error.'),
  reason: sentence('Say why in a sentence: which job succeeded since, or why the error doesn’t count.'),
});

export const closeErrorAction = staffAction('evidence:close', CloseErrorForm, async (input, staff, { requestId }) => {
  const closed = await closeProductionError(runtime(), input, actorOf(staff), requestId);
  if (!closed.ok) return refusal(closed.reason, CLOSE_ERROR_REFUSAL_WORDS[closed.reason]);
  return { status: 'done', value: closed.value };
});
