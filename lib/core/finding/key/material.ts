import { ASK_INTENT, CHECK_AGAIN, KMS_GUIDE, sendReply, undoStep } from '#lib/core/finding/advice-words.ts';
import type { KnownKey } from '#lib/core/finding/circumstances.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import { isInState } from '#lib/core/finding/key/key-state.ts';
import { affectedPart, stateSeen, stoppedWords } from '#lib/core/finding/situation-words.ts';
import { at, isFresh, type TextContext } from '#lib/core/finding/text-rule.ts';
import { WHILE_IT_EXISTS, ONLY_IF, threeAnswers, WHAT_TO_DO } from '#lib/core/finding/three-answers.ts';
import { paragraph, steps, type TextStep } from '#lib/core/text/blocks.ts';
import { consolePath, kmsCommand } from '#lib/core/text/commands.ts';
import type { KeyFacts } from '#lib/core/probe/report.ts';
import { NO_COPY, withoutCopy } from '#lib/core/text/no-copy-of-material.ts';
import { regionWords, type TextKey } from '#lib/core/text/text-subject.ts';
import { durationWords, instantWords } from '#lib/core/text/time-words.ts';

const IMPORTING = `${KMS_GUIDE}/importing-keys.html`;

const SAME = 'It has to be the same: other key material cannot decrypt what is already encrypted.';

const materialPath = (subject: TextKey): string => consolePath(subject, 'Key material');

/** KMS lists all materials of a key only to its owner. Source: KMS API reference, ListKeyRotations. */
const listMaterials = (subject: TextKey): string =>
  kmsCommand('list-key-rotations', subject, ' --include-key-material ALL_KEY_MATERIAL');

/**
 * Whether the key had its key material: then "never imported" is ruled out. DescribeKey says PendingImport for a key
 * without any material and for one of whose materials one is gone, and never why.
 */
type MissingDetail = { wasThere: boolean };

const wasThere = ({ check }: KnownKey): MissingDetail => ({ wasThere: check.lastUsableAt !== null });

/** What is known of the cause, and no more. */
const whyMissing = ({ wasThere }: MissingDetail): string =>
  wasThere
    ? 'AWS allowed our account to use the key before, so since then it was deleted or has expired. AWS does not tell us which.'
    : 'Either it was never imported, or it was deleted or has expired. AWS gives us one answer for all of these.';

const MISSING = 'that imported key material of the key is missing';

/** The events in the owner's CloudTrail that tell the causes apart. Source: KMS developer guide, "CloudTrail". */
const whichEvent = ({ subject, detail }: TextContext<MissingDetail>): string =>
  `In your CloudTrail in ${regionWords(subject)}, an event DeleteImportedKeyMaterial shows who deleted it and when, and an event DeleteExpiredKeyMaterial shows that it expired.${detail.wasThere ? '' : ' If there is no event ImportKeyMaterial either, it was never imported.'}`;

/** Whether data is lost, as far as it is known: nobody but the owner has a copy of imported key material. */
const LOST_OR_NOT = `Your data is not lost as long as a copy of the same key material exists: importing it makes the data readable again. If you have none, see “${NO_COPY}” below.`;

function importStep(context: TextContext<MissingDetail>): TextStep {
  const path = materialPath(context.subject);
  return {
    text: context.detail.wasThere
      ? `${ONLY_IF} import the same key material again: ${path}. ${SAME}`
      : `${ONLY_IF} import the key material, and if the key had some before, the same key material again: ${path}. Other key material cannot decrypt what is already encrypted.`,
  };
}

export const materialMissing = defineFinding<MissingDetail>()({
  code: 'material_missing',
  family: 'key',
  status: 'unusable',
  traits: { endsWhenDescribed: true },
  confidenceIfNotKept: 'certain',
  rule: (circumstances) =>
    isInState(circumstances, ['PendingImport'], ['pending_import'])
      ? conclude('certain', wasThere(circumstances.record))
      : null,
  fromRecord: wasThere,
  word: 'key material missing',
  advice: {
    acts: 'customer',
    headline: () => 'Imported key material of the key is missing.',
    cause: (detail) => `The key state is PendingImport, so AWS refuses every use. ${whyMissing(detail)}`,
    settles: ({ wasThere }) =>
      `The events in the owner’s CloudTrail: DeleteImportedKeyMaterial, or DeleteExpiredKeyMaterial${wasThere ? '' : '; without an event ImportKeyMaterial it was never imported'}.`,
    steps: ({ wasThere }) => [
      ASK_INTENT,
      undoStep(
        `import the ${wasThere ? 'same key material again' : 'key material; if the key had some before, the same key material again'}. Other material cannot decrypt what was encrypted before. A key that was rotated has several materials and needs every one of them.`,
      ),
      {
        text: 'If they have no copy of the key material: do not call the data lost before they have looked where it was made, and in the backups there. Pause every job that would overwrite or expire data that this key protects. The reply has their steps.',
      },
      CHECK_AGAIN,
    ],
    reference: IMPORTING,
  },
  text: {
    kind: 'ask',
    subject: () => 'cannot be used: imported key material is missing',
    lead: ({ situation }) =>
      `Please check whether it is intended that key material of this key is missing, and follow one of the three answers below.${situation.pendingSetup ? '' : ` ${LOST_OR_NOT}`}`,
    parts: (context) => [
      paragraph(
        `${stateSeen(context, MISSING)} ${whyMissing(context.detail)} Until it is imported${context.detail.wasThere ? ' again' : ''}, AWS refuses every use of the key.`,
      ),
      ...affectedPart(context),
      ...threeAnswers(context, {
        what: 'this',
        find: { words: whichEvent(context) },
        stopped: 'all',
        mistake: [
          steps(
            {
              text: 'See which key material is missing. A key that was rotated has several, and needs every one of them.',
              verbatim: listMaterials(context.subject),
            },
            importStep(context),
          ),
        ],
        until: `${WHILE_IT_EXISTS} and you have a copy of the same key material`,
        data: 'it cannot be read meanwhile. Can it be undone: yes, but only with a copy of the same key material, so please keep that copy safe.',
        purpose: 'until',
      }),
      ...(context.situation.pendingSetup
        ? []
        : withoutCopy(context.subject.replyTo, context.subject.arn.includes(':key/mrk-'))),
    ],
    also: (context) =>
      `${stateSeen(context, MISSING)} ${whyMissing(context.detail)} Please check whether that is intended. Until ${context.detail.wasThere ? 'the same key material is imported again' : 'it is imported'}, AWS refuses every use of the key.`,
  },
});

/** How long before its expiry imported material is reported. */
export const MATERIAL_WARNING_MS = 30 * 24 * 3_600_000;

/** When imported material that is there expires; null where it does not, or where AWS deletes the key before. */
export const expiryOf = ({
  materialExpiresAt,
  keyState,
  deletionAt,
}: Pick<KeyFacts, 'materialExpiresAt' | 'keyState' | 'deletionAt'>): Date | null =>
  materialExpiresAt === null || keyState === 'PendingImport' || (deletionAt !== null && deletionAt <= materialExpiresAt)
    ? null
    : materialExpiresAt;

/** Whether imported material expires within the warning time, or should have expired. */
export function expiresSoon(facts: Parameters<typeof expiryOf>[0], now: Date): boolean {
  const expiry = expiryOf(facts);
  return expiry !== null && expiry.getTime() - now.getTime() <= MATERIAL_WARNING_MS;
}

type ExpiryDetail = { materialExpiresAt: Date | null };

const hasExpired = ({ materialExpiresAt }: ExpiryDetail, now: Date): boolean =>
  materialExpiresAt !== null && materialExpiresAt <= now;

/** DescribeKey gives one date: the earliest expiry of any material of the key. */
function expiryWords(context: TextContext<ExpiryDetail>): string {
  const { detail, now, situation } = context;
  const { materialExpiresAt } = detail;
  if (materialExpiresAt === null) return 'AWS reports imported key material that expires soon.';
  const date = at(materialExpiresAt, context);
  const { stateSeenAt } = situation;
  const seen =
    stateSeenAt === null || isFresh(stateSeenAt, now) ? '' : ` We last saw this date on ${at(stateSeenAt, context)}.`;
  return hasExpired(detail, now)
    ? `AWS reported that imported key material expires on ${date}, and that time has passed.${seen}`
    : `Imported key material of this key expires on ${date}.${seen} Please do not wait until then.`;
}

const WHICH =
  'This is the earliest expiry of any material of the key. A key that was rotated has several materials, and all of them are needed.';

const renewLead = (detail: ExpiryDetail, now: Date): string =>
  hasExpired(detail, now)
    ? 'Please import the same key material again today, with a later expiry or none: the date on which it expires has passed.'
    : 'Please import the same key material again, with a later expiry or none, before the present one expires.';

/** The expiry of imported material, as a staff headline and as the end of a subject line. */
const expires = ({ materialExpiresAt }: ExpiryDetail, now: Date, when: (at: Date) => string): string => {
  if (materialExpiresAt === null) return 'expires soon';
  return materialExpiresAt <= now ? 'should have expired by now' : `expires ${when(materialExpiresAt)}`;
};

const renewSteps = (context: TextContext<ExpiryDetail>): readonly TextStep[] => [
  {
    text: 'See which key material expires. The list has an expiry (ValidTo) for each material.',
    verbatim: listMaterials(context.subject),
  },
  {
    text: `Import the same key material again, with a later expiry or none: ${materialPath(context.subject)}. ${SAME}`,
  },
  {
    text: `If another key is to replace this one instead, ${context.situation.pendingSetup ? 'send us its ARN.' : 'keep this key usable until we have replied: restores need it.'}`,
  },
];

export const materialExpiring = defineFinding<ExpiryDetail>()({
  code: 'material_expiring',
  family: 'key',
  status: 'attention',
  traits: { keyWorks: true, forecast: true },
  confidenceIfNotKept: 'certain',
  // Material goes on to expire while the key is disabled, or while AWS denies us DescribeKey.
  rule: ({ report, record, now }) => {
    const facts = report.facts.seen ? report.facts.value : record.facts;
    return facts !== null && expiresSoon(facts, now)
      ? conclude(report.facts.seen ? 'certain' : 'likely', { materialExpiresAt: facts.materialExpiresAt })
      : null;
  },
  fromRecord: ({ facts }) => ({ materialExpiresAt: facts?.materialExpiresAt ?? null }),
  deadline: ({ materialExpiresAt }) => materialExpiresAt,
  word: 'key material expires',
  advice: {
    acts: 'customer',
    headline: (detail, { now }) =>
      `Imported key material ${expires(detail, now, (at) => `in ${durationWords(at.getTime() - now.getTime())}`)}.`,
    cause: (detail, { timeZone, now }) => {
      const { materialExpiresAt } = detail;
      if (materialExpiresAt !== null && hasExpired(detail, now))
        return `AWS gave the expiry ${instantWords(materialExpiresAt, timeZone)}. The key cannot be used once AWS has deleted the material, and the next check shows whether it has.`;
      return `${materialExpiresAt ? `On ${instantWords(materialExpiresAt, timeZone)}` : 'Then'} AWS deletes the material and the key cannot be used from then on. It is the earliest expiry of any material of the key.`;
    },
    steps: () => [
      sendReply('It asks them to import the same key material again, with a later expiry or none.'),
      {
        text: 'If they ask which material expires: list-key-rotations with --include-key-material ALL_KEY_MATERIAL shows it to the owner.',
      },
      CHECK_AGAIN,
    ],
    reference: IMPORTING,
  },
  text: {
    kind: 'ask',
    subject: ({ detail, now }) => `has key material that ${expires(detail, now, (at) => `on ${instantWords(at)}`)}`,
    lead: ({ detail, now }) => renewLead(detail, now),
    parts: (context) => [
      paragraph(
        `${expiryWords(context)} ${WHICH} When one expires, AWS deletes it and refuses every use of the key${context.situation.pendingSetup ? '' : `: ${stoppedWords('all', context)},`} until the same key material is imported again.`,
      ),
      WHAT_TO_DO,
      steps(...renewSteps(context)),
    ],
    also: (context) =>
      `${expiryWords(context)} ${renewLead(context.detail, context.now)} AWS then refuses every use of the key until that is done. ${WHICH} The command list-key-rotations with --include-key-material ALL_KEY_MATERIAL shows you which one expires.`,
  },
});
