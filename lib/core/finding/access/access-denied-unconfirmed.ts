import { denialOfKind } from '#lib/core/finding/access/denial-kind.ts';
import { storedDenial, type DenialDetail } from '#lib/core/finding/access/denial.ts';
import { actionList, contextHint, ownSideLines } from '#lib/core/finding/access/denial-advice.ts';
import { missingActions, missingWords } from '#lib/core/finding/access/denial-text.ts';
import { CROSS_ACCOUNT } from '#lib/core/finding/advice-words.ts';
import { CONFIRM_DENIALS, CONFIRM_SPAN_MS } from '#lib/core/finding/confirmation.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import { at } from '#lib/core/finding/text-rule.ts';
import { paragraph } from '#lib/core/text/blocks.ts';
import { contextWords } from '#lib/core/text/key-policy.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

type Detail = DenialDetail & { denialCount: number; confirmAt: Date | null };

const confirmAfter = (firstDenialAt: Date): Date => new Date(firstDenialAt.getTime() + CONFIRM_SPAN_MS);

export const accessDeniedUnconfirmed = defineFinding<Detail>()({
  code: 'access_denied_unconfirmed',
  family: 'access',
  status: 'attention',
  traits: { neverImproves: true, confirming: true },
  confidenceIfNotKept: 'one_of_several',
  rule: (circumstances) => {
    const detail = denialOfKind(circumstances, 'unconfirmed');
    const { denialCount, firstDenialAt, now } = circumstances;
    return detail === null
      ? null
      : conclude('one_of_several', { ...detail, denialCount, confirmAt: confirmAfter(firstDenialAt ?? now) });
  },
  fromRecord: (record, now) => ({
    ...storedDenial(record, now),
    denialCount: record.check.denialCount,
    confirmAt: record.check.firstDenialAt === null ? null : confirmAfter(record.check.firstDenialAt),
  }),
  word: 'denied, re-checking',
  advice: {
    acts: 'nobody',
    headline: ({ actions, denialCount }) =>
      `Denied: ${actionList(actions)}. Re-checking: denial ${Math.min(denialCount, CONFIRM_DENIALS)} of ${CONFIRM_DENIALS}.`,
    cause: ({ confirmAt }, subject) =>
      `A policy change takes minutes to reach all of KMS, so one denial proves nothing.${confirmAt ? ` We are re-checking until ${instantWords(confirmAt, subject.timeZone)}.` : ''}${contextHint(subject)}`,
    because: ownSideLines,
    settles: () => 'Three denials over at least five minutes confirm it; one successful full check clears it.',
    reference: CROSS_ACCOUNT,
  },
  text: {
    kind: 'hold',
    asked: 'dry_runs',
    subject: 'is being checked by us',
    lead: (context) => {
      const { confirmAt } = context.detail;
      return confirmAt && confirmAt > context.now
        ? `You do not need to do anything yet: we are confirming until ${at(confirmAt, context)} whether AWS denies our account.`
        : 'You do not need to do anything yet: we are confirming whether AWS denies our account.';
    },
    parts: ({ detail, subject }) => [
      paragraph(
        `AWS denied our account ${missingWords(missingActions(detail))} on this key. A change of permissions takes minutes to take effect everywhere in AWS, so one denial proves little. We will write again when we know more.`,
      ),
      ...(subject.encryptionContextKeys === null ? [paragraph(contextWords(subject))] : []),
    ],
    also: null,
  },
});
