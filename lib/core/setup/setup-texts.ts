import type { KeyArn } from '#lib/core/key/key-arn.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { grantWords } from '#lib/core/setup/cleared-text.ts';
import { whyBlocked } from '#lib/core/setup/instructions-check.ts';
import { CONTACTS_WANTED, followUpText } from '#lib/core/setup/instructions-follow-up.ts';
import { regionsOf, type InstructionsBlock } from '#lib/core/setup/instructions-input.ts';
import { setupInstructions, type InstructionFile } from '#lib/core/setup/instructions.ts';
import { greeting, layOutAll, list, oneLine, paragraph } from '#lib/core/text/blocks.ts';
import { NO_JOB_YET } from '#lib/core/text/no-job-yet.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import { CHANGE_POLICY, gapSentences, type PolicyGap } from './policy-gap.ts';
import type { AnsweredSetup } from './returned-follow-up.ts';
import type { GateChecks } from './stage.ts';

/** Everything that a text of a setup may name (H6). */
export type SetupTextInput = {
  customerName: string;
  contactName: string | null;
  timeZone: string | null;
  lines: readonly {
    lineId: string;
    workspaceName: string;
    region: string;
    /** What the customer sent; null while nothing came. */
    arn: KeyArn | null;
    awsAccountId: string | null;
    policyReceived: boolean;
    /** Whether it is proven that the key is this customer's. */
    ownershipProven: boolean;
    grantStatement: boolean | null;
    /** What the last pasted policy of this key lacked; null where it lacked nothing, or tests have passed since. */
    policyGap: PolicyGap | null;
    /** Whether tests found something that the customer has to correct. */
    keyFails: boolean;
    /** The checks that count for clearing it; null while one is missing. */
    checks: GateChecks | null;
    cleared: boolean;
  }[];
  contacts: number;
  /** The code that the customer may still use; null where there is none. */
  code: { code: string; expiresAt: Date } | null;
  regions: readonly HostingRegion[];
  checkEveryMinutes: number;
};

export type SetupTextRefusal = InstructionsBlock | 'no_code' | 'tests_not_passed';
export type MadeText = { subject: string; body: string; files: readonly InstructionFile[] };

const REPLY_TO = 'reply to this ticket';

/** The instructions with their files. @returns why there are none: above all, no code that the customer may still use */
export function instructionsText(input: SetupTextInput): Result<MadeText, SetupTextRefusal> {
  const { code, lines, checkEveryMinutes, regions, customerName, contactName, timeZone } = input;
  if (code === null) return refuse('no_code');
  const accounts = new Set(lines.flatMap(({ awsAccountId }) => awsAccountId ?? []));
  const made = setupInstructions({
    customerName,
    contactName,
    timeZone,
    replyTo: REPLY_TO,
    lines,
    regions,
    code: code.code,
    codeEndsAt: code.expiresAt,
    awsAccountId: accounts.size === 1 ? ([...accounts][0] ?? null) : null,
    checkEveryMinutes,
  });
  return made.kind === 'text' ? ok(made) : refuse(made.reason);
}

type TextLine = SetupTextInput['lines'][number];

/** Our account of another region, which the last pasted policy names. */
const otherAccountOf = ({ policyGap }: TextLine, regions: readonly HostingRegion[]): string | null =>
  regions.find(({ code }) => code === policyGap?.otherRegion)?.vendorAccountId ?? null;

/** Why a key that came has to be corrected, as far as the last pasted policy or the tests say it. */
function correctionsOf(line: TextLine, regions: readonly HostingRegion[]): string[] {
  const { region, policyGap, grantStatement, keyFails } = line;
  const said = gapSentences(policyGap ?? { missingActions: [] }, {
    region,
    vendorAccountId: regions.find(({ code }) => code === region)?.vendorAccountId ?? '',
    otherAccountId: otherAccountOf(line, regions),
    grants: grantStatement,
  });
  if (said.length > 0) return [['a change of the key policy.', ...said, CHANGE_POLICY].join(' ')];
  return keyFails ? ['a correction of the key. Our tests of it failed: another message says what they found.'] : [];
}

/**
 * Asks again for what is missing only.
 * @param answer what is wrong with an answer of the customer, which then goes into the same message; null without one
 */
export function missingText(
  { lines, contacts, customerName, contactName, regions }: SetupTextInput,
  answer: AnsweredSetup | null = null,
): Result<MadeText, SetupTextRefusal> {
  const made = followUpText({
    customerName,
    contactName,
    replyTo: REPLY_TO,
    lines: lines
      .filter(({ cleared }) => !cleared)
      .map((line) => {
        const { workspaceName, region, arn, policyReceived, ownershipProven } = line;
        const answered = answer?.lines.get(line.lineId);
        return {
          workspaceName,
          region,
          sentArn: answered === undefined ? arn : answered.arn,
          arnAsked: answered !== undefined && !answered.asksForArn,
          // A key in another region is refused when it comes in.
          regionConfirmed: answered === undefined ? arn !== null : !answered.asksForRegion,
          policyReceived: answered === undefined ? policyReceived : !answered.asksForPolicy,
          ownershipShown: arn === null || ownershipProven,
          corrections: answered?.policyRead === true ? [] : correctionsOf(line, regions),
        };
      }),
    contactsReceived: answer === null ? contacts : CONTACTS_WANTED - answer.contactsMissing,
    answer: {
      sentences: answer?.sentences ?? [],
      // Our accounts of other regions, which their policies name.
      named: [...(answer?.named ?? []), ...lines.flatMap((line) => otherAccountOf(line, regions) ?? [])],
    },
    regions,
  });
  return made.kind === 'text' ? ok({ ...made, files: [] }) : refuse(made.reason);
}

/** Says that the tests of a line passed, and that the customer still has to wait. */
export function testsPassedText(input: SetupTextInput): Result<MadeText, SetupTextRefusal> {
  const { customerName, contactName, timeZone } = input;
  const passed = input.lines.filter(({ checks, cleared }) => checks !== null && !cleared);
  const found = regionsOf(passed, input.regions);
  if (passed.length === 0) return refuse('tests_not_passed');
  if (found.kind === 'blocked') return refuse(found.reason);
  const when = (at: Date): string => instantWords(at, timeZone);
  const subject = 'Your own AWS KMS key: our tests passed, please do not start yet';
  const body = `${layOutAll([
    greeting(contactName),
    paragraph(
      'Our tests of the following keys passed. Please wait: we now prepare our side, and tell you when you may start.',
    ),
    ...passed.flatMap(({ workspaceName, region, arn, grantStatement, checks }) =>
      checks === null || arn === null
        ? []
        : [
            list(
              `Workspace: ${oneLine(workspaceName)}, ${region}`,
              `Key: ${arn}`,
              `All permissions were tested on ${when(checks.first.startedAt)} and on ${when(checks.second.startedAt)}.`,
              `A test value was encrypted and decrypted on ${when(checks.encryptTest.startedAt)}. This worked.`,
              grantWords(grantStatement),
            ),
          ],
    ),
    paragraph(NO_JOB_YET),
    paragraph(`If you have a question, please ${REPLY_TO}.`),
  ])}\n`;
  const unsafe = whyBlocked(`${subject}\n${body}`, {
    customerName,
    contactName,
    replyTo: REPLY_TO,
    regions: found.regions,
    awsAccountId: null,
    sentArns: passed.flatMap(({ arn }) => arn ?? []),
    code: null,
  });
  return unsafe === null ? ok({ subject, body, files: [] }) : refuse(unsafe.reason);
}
