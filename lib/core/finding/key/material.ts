import { ASK_INTENT, CHECK_AGAIN, KMS_GUIDE } from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding, nothingKnown, type NoDetail } from '#lib/core/finding/finding-record.ts';
import { IF_NOTHING, intended, isInState, WHAT_TO_DO } from '#lib/core/finding/key/key-state.ts';
import { at, type TextContext } from '#lib/core/finding/text-rule.ts';
import { paragraph, steps } from '#lib/core/text/blocks.ts';
import { consolePath, kmsCommand } from '#lib/core/text/commands.ts';
import type { TextKey } from '#lib/core/text/text-subject.ts';
import { durationWords, instantWords } from '#lib/core/text/time-words.ts';

const IMPORTING = `${KMS_GUIDE}/importing-keys.html`;

const importAgain = (subject: TextKey): string =>
  `Import the same key material again: ${consolePath(subject, 'Key material')}. It has to be the same: other key material cannot decrypt what is already encrypted.`;

export const materialMissing = defineFinding<NoDetail>()({
  code: 'material_missing',
  family: 'key',
  status: 'unusable',
  traits: { endsWhenDescribed: true },
  confidenceIfNotKept: 'certain',
  rule: ({ report }) => (isInState(report, ['PendingImport'], ['pending_import']) ? conclude('certain', {}) : null),
  fromRecord: nothingKnown,
  word: 'no key material',
  advice: {
    acts: 'customer',
    headline: () => 'The key has no usable key material.',
    cause: () => 'Imported key material expired, was deleted, or was never imported. The key state is PendingImport.',
    steps: () => [
      ASK_INTENT,
      { text: 'Import the same key material again. Other material cannot decrypt what was encrypted before.' },
      CHECK_AGAIN,
    ],
    reference: IMPORTING,
  },
  text: {
    kind: 'ask',
    asked: 'dry_runs',
    subject: 'has no key material',
    lead: () =>
      'Please check whether the key material was removed on purpose; if not, import the same key material again.',
    parts: (context) => [
      paragraph(
        'AWS reports that imported key material of this key is missing: it expired, was deleted, or was never imported. Until it is imported again, AWS refuses every use of the key.',
      ),
      WHAT_TO_DO,
      steps(
        intended('this', 'DeleteImportedKeyMaterial', context),
        {
          text: 'See which key material is missing. A key that was rotated has several, and needs every one of them.',
          verbatim: kmsCommand('list-key-rotations', context.subject, ' --include-key-material ALL_KEY_MATERIAL'),
        },
        { text: importAgain(context.subject) },
      ),
      IF_NOTHING,
      paragraph('The key stays as it is and cannot be used. Please keep your copy of the key material safe.'),
    ],
    also: () => 'Imported key material of the key is missing.',
  },
});

/** How long before its expiry imported material is reported. */
export const MATERIAL_WARNING_MS = 30 * 24 * 3_600_000;

type ExpiryDetail = { materialExpiresAt: Date | null };

function expiryWords(context: TextContext<ExpiryDetail>): string {
  const { materialExpiresAt } = context.detail;
  if (materialExpiresAt === null) return 'AWS reports imported key material that expires soon.';
  const date = at(materialExpiresAt, context);
  return materialExpiresAt > context.now
    ? `AWS reports that it expires on ${date}. Please do not wait until then.`
    : `AWS reported that it expires on ${date}, and that time has passed.`;
}

export const materialExpiring = defineFinding<ExpiryDetail>()({
  code: 'material_expiring',
  family: 'key',
  status: 'attention',
  traits: { keyWorks: true, forecast: true },
  confidenceIfNotKept: 'certain',
  rule: ({ report, now }) => {
    if (!report.facts.seen || report.facts.value.keyState !== 'Enabled') return null;
    const { materialExpiresAt } = report.facts.value;
    return materialExpiresAt !== null && materialExpiresAt.getTime() - now.getTime() <= MATERIAL_WARNING_MS
      ? conclude('certain', { materialExpiresAt })
      : null;
  },
  fromRecord: ({ facts }) => ({ materialExpiresAt: facts?.materialExpiresAt ?? null }),
  word: 'key material expires',
  advice: {
    acts: 'customer',
    headline: ({ materialExpiresAt }, { now }) =>
      `Imported key material expires${
        materialExpiresAt ? ` in ${durationWords(materialExpiresAt.getTime() - now.getTime())}` : ' soon'
      }.`,
    cause: ({ materialExpiresAt }, { timeZone }) =>
      `${materialExpiresAt ? `On ${instantWords(materialExpiresAt, timeZone)}` : 'Then'} AWS deletes the material and the key stops working at once.`,
    steps: () => [{ text: 'Import the same key material again, with a later expiry or none.' }, CHECK_AGAIN],
    reference: IMPORTING,
  },
  text: {
    kind: 'ask',
    asked: 'dry_runs',
    subject: 'has key material that expires',
    lead: () =>
      'Please import the same key material again, with a later expiry or none, before the present one expires.',
    parts: (context) => [
      paragraph(
        `${expiryWords(context)} When it expires, AWS deletes the key material and from that moment refuses every use of the key.`,
      ),
      WHAT_TO_DO,
      steps({ text: importAgain(context.subject) }),
      IF_NOTHING,
      paragraph('The key cannot be used from then on, until the same key material is imported again.'),
    ],
    also: (context) => `Imported key material of the key expires. ${expiryWords(context)}`,
  },
});
