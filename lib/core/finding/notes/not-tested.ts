import { defineFinding, nothingKnown, type NoDetail } from '#lib/core/finding/finding-record.ts';
import { nothingToSend } from '#lib/core/finding/text-rule.ts';

export const neverChecked = defineFinding<NoDetail>()({
  code: 'never_checked',
  family: 'notes',
  status: 'unverified',
  traits: { notChecked: true },
  confidenceIfNotKept: 'certain',
  rule: null,
  fromRecord: nothingKnown,
  word: 'not checked yet',
  advice: {
    acts: 'nobody',
    headline: () => 'Not checked yet.',
    cause: () => 'We know nothing about this key until KMS has answered once.',
    settles: () => 'The first check.',
  },
  text: nothingToSend('not_checked'),
});

export const importedNotTested = defineFinding<NoDetail>()({
  code: 'imported_not_tested',
  family: 'notes',
  status: 'unverified',
  traits: { notChecked: true },
  confidenceIfNotKept: 'certain',
  rule: null,
  fromRecord: nothingKnown,
  word: 'imported, not yet tested',
  advice: {
    acts: 'nobody',
    headline: () => 'Imported, not yet tested.',
    cause: () =>
      'This key was in use before it came with a file. We know nothing about it until KMS has answered once.',
    settles: () => 'The first check. The first checks of imported keys are spread over time.',
  },
  text: nothingToSend('not_checked'),
});

export const permissionTestsOverdue = defineFinding<NoDetail>()({
  code: 'permission_tests_overdue',
  family: 'notes',
  status: 'unverified',
  traits: {},
  confidenceIfNotKept: 'certain',
  rule: null,
  fromRecord: nothingKnown,
  word: 'tests overdue',
  advice: {
    acts: 'nobody',
    headline: () => 'The permission tests are missing or older than 24 hours.',
    cause: () =>
      'A key is Usable only if it was seen enabled and every permission that backups need was allowed within 24 hours.',
    settles: () => 'One full check with an answer from KMS.',
  },
  text: nothingToSend('not_checked'),
});
