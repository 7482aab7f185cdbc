import { denialOfKind } from '#lib/core/finding/access/denial-kind.ts';
import { storedDenial, type DenialDetail } from '#lib/core/finding/access/denial.ts';
import { actionsInHeadline, contextHint, ownSideLines } from '#lib/core/finding/access/denial-advice.ts';
import { missingActions, missingWords } from '#lib/core/finding/access/denial-text.ts';
import { CROSS_ACCOUNT, replyIfAsked } from '#lib/core/finding/advice-words.ts';
import type { Circumstances } from '#lib/core/finding/circumstances.ts';
import { CONFIRM_DENIALS, CONFIRM_SPAN_MS, type ActionDenial } from '#lib/core/finding/confirmation.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import { heldPart } from '#lib/core/finding/situation-words.ts';
import { at } from '#lib/core/finding/text-rule.ts';
import type { RequiredAction } from '#lib/core/probe/actions.ts';
import { CONFIRMING_MINUTES } from '#lib/core/probe/schedule.ts';
import { paragraph } from '#lib/core/text/blocks.ts';
import { contextWords } from '#lib/core/text/key-policy.ts';
import { instantWords, nextUpdateAt } from '#lib/core/text/time-words.ts';

type Detail = DenialDetail & { denialCount: number; confirmAt: Date | null };

/** Until when we are confirming. A denial that is not confirmed by its time needs another check or two (H7). */
const confirmingUntil = ({ confirmAt }: Detail, now: Date): Date =>
  confirmAt !== null && confirmAt > now ? confirmAt : new Date(now.getTime() + CONFIRM_SPAN_MS);

const confirmAfter = (firstDenialAt: Date): Date => new Date(firstDenialAt.getTime() + CONFIRM_SPAN_MS);

/** The least that is known of a denial that is being re-checked: the action that was denied last. */
function newest({ denials, now }: Circumstances, actions: readonly RequiredAction[]): ActionDenial {
  const known = actions.flatMap((action) => denials[action] ?? []);
  return known.toSorted((a, b) => a.count - b.count)[0] ?? { count: 0, firstAt: now, wasAllowed: false };
}

/** When the missing denials can be there: three over five minutes, with a check every few minutes. */
const confirmAt = ({ count, firstAt }: ActionDenial, now: Date): Date =>
  new Date(
    Math.max(
      confirmAfter(firstAt).getTime(),
      now.getTime() + Math.max(0, CONFIRM_DENIALS - count) * CONFIRMING_MINUTES * 60_000,
    ),
  );

export const accessDeniedUnconfirmed = defineFinding<Detail>()({
  code: 'access_denied_unconfirmed',
  family: 'access',
  status: 'attention',
  traits: { neverImproves: true, confirming: true },
  confidenceIfNotKept: 'one_of_several',
  rule: (circumstances) => {
    const detail = denialOfKind(circumstances, 'unconfirmed');
    if (detail === null) return null;
    const denial = newest(circumstances, detail.actions);
    return conclude('one_of_several', {
      ...detail,
      denialCount: denial.count,
      confirmAt: confirmAt(denial, circumstances.now),
    });
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
      `AWS denied ${actionsInHeadline(actions)}; re-checking, denial ${Math.min(denialCount, CONFIRM_DENIALS)} of ${CONFIRM_DENIALS}.`,
    cause: (detail, subject) =>
      `A policy change takes minutes to reach all of KMS, so one denial proves nothing. We are re-checking until ${instantWords(confirmingUntil(detail, subject.now), subject.timeZone)}.${contextHint(subject)}`,
    because: ownSideLines,
    settles: () => 'Three denials over at least five minutes confirm it; one successful full check clears it.',
    steps: () => [
      { text: 'Wait for the re-check, or check the key now.' },
      replyIfAsked('It says that we are re-checking, and asks for nothing.'),
    ],
    reference: CROSS_ACCOUNT,
  },
  text: {
    kind: 'hold',
    subject: () => 'is being checked by us',
    needs: () => 'nothing_yet',
    because: (context) =>
      `we are confirming until ${at(confirmingUntil(context.detail, context.now), context)} whether AWS denies our account the use of this key`,
    parts: (context) => [
      paragraph(
        `AWS denied our account ${missingWords(missingActions(context.detail))} on this key. A change of permissions takes minutes to take effect everywhere in AWS, so one denial proves little. We will write to you again by ${at(nextUpdateAt(context.now), context)} at the latest, and tell you then what we know.`,
      ),
      ...heldPart(context, missingActions(context.detail)),
      ...(context.subject.encryptionContextKeys === null ? [paragraph(contextWords(context.subject))] : []),
    ],
    also: (context) =>
      `AWS denied our account ${missingWords(missingActions(context.detail))} on this key. We are confirming until ${at(confirmingUntil(context.detail, context.now), context)} whether it does.`,
  },
});
