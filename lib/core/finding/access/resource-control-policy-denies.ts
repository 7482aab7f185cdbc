import { deletionDenial } from '#lib/core/finding/access/deletion-denial.ts';
import { denialDetail, isConfirmed, storedDenial, type DenialDetail } from '#lib/core/finding/access/denial.ts';
import { actionsInHeadline, judgedLines, whoeverDenies } from '#lib/core/finding/access/denial-advice.ts';
import {
  deniedSentence,
  callParts,
  missingActions,
  NOT_PROVEN,
  policyCopyParts,
  sideWords,
} from '#lib/core/finding/access/denial-text.ts';
import { ASK_INTENT, CHECK_AGAIN, undoStep } from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import { customerSideDenials } from '#lib/core/probe/denials.ts';
import { affectedPart } from '#lib/core/finding/situation-words.ts';
import { WHILE_IT_EXISTS, ONLY_IF, threeAnswers } from '#lib/core/finding/three-answers.ts';
import { paragraph, steps } from '#lib/core/text/blocks.ts';
import { actionWords } from '#lib/core/text/commands.ts';
import { exemptingCondition, ONE_AT_A_TIME } from '#lib/core/text/key-policy.ts';
import { changesInOrganizationWords } from '#lib/core/text/our-calls.ts';

/** The policy as AWS names it. Of its ARN only the ID may be repeated, because its account is another one (H6). */
function policyWords({ policyIds = [] }: DenialDetail): string {
  const [first = '', ...others] = policyIds;
  if (first === '') return 'a resource control policy';
  return others.length === 0
    ? `the resource control policy ${first}`
    : `the resource control policies ${[first, ...others].join(', ')}`;
}

/**
 * Whom to exempt from which policy, and for which actions. Naming only those that are denied now would send the
 * administrators to their policy several times. The account, not its root: a resource control policy denies by the
 * caller's account.
 */
function exemption(account: string, detail: DenialDetail): string {
  const policy =
    detail.policyIds === undefined ? 'the resource control policy that covers this key' : policyWords(detail);
  return `${account} (aws:PrincipalAccount) from ${policy}, for ${actionWords(REQUIRED_ACTIONS)}. That policy is changed in the management account of the organization, or in an account to which it delegated this.`;
}

export const resourceControlPolicyDenies = defineFinding<DenialDetail>()({
  code: 'resource_control_policy_denies',
  family: 'access',
  status: 'unusable',
  traits: { waitsForOurSide: true },
  confidenceIfNotKept: 'one_of_several',
  rule: (circumstances) => {
    const { report, denial } = circumstances;
    const cells = customerSideDenials(report).filter(
      (cell) => cell.denial === 'resource_control_policy' && isConfirmed(circumstances, cell),
    );
    if (cells.length === 0 || denial.onHold !== null) return null;
    if (deletionDenial(circumstances) !== null) return null;
    return conclude(denial.confidence, denialDetail(circumstances, cells));
  },
  fromRecord: storedDenial,
  word: 'denied by their organization',
  advice: {
    acts: whoeverDenies,
    headline: ({ actions }) => `A policy of the key owner’s organization denies ${actionsInHeadline(actions)}.`,
    cause: (detail) =>
      `AWS names ${policyWords(detail)}. Such a policy belongs to the key owner’s organization and denies accounts outside it, whatever the key policy says.`,
    because: judgedLines,
    settles: () =>
      'What the administrators of the customer’s AWS organization say about their resource control policies.',
    steps: (detail, subject) => [
      ASK_INTENT,
      undoStep(
        `have the administrators of their AWS organization exempt ${exemption(subject.vendorAccountId === null ? 'our account' : `our account ${subject.vendorAccountId}`, detail)} The reply has an example of the condition.`,
      ),
      CHECK_AGAIN,
    ],
    reference: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html',
  },
  text: {
    kind: 'ask',
    subject: () => 'is denied to our account by a policy of your AWS organization',
    lead: ({ detail }) =>
      `Please check whether it is intended that ${policyWords(detail)} of your AWS organization denies our account, and follow one of the three answers below.`,
    parts: (context) => {
      const { subject, detail } = context;
      const missing = missingActions(detail);
      return [
        paragraph(
          `${deniedSentence(missing, context)} AWS names ${policyWords(detail)}, and the key policy cannot override it. ${context.confidence === 'one_of_several' ? NOT_PROVEN : sideWords(context)}`.trimEnd(),
        ),
        ...policyCopyParts(context),
        ...affectedPart(context, missing),
        ...threeAnswers(context, {
          what: 'this',
          find: { words: changesInOrganizationWords(subject) },
          stopped: missing,
          mistake: [
            steps(
              {
                text: `${ONLY_IF} ask the administrators of your AWS organization to exempt ${exemption(`our account ${subject.vendorAccountId}`, detail)} In a statement that denies everybody outside your organization, only the line with aws:PrincipalAccount is new:`,
                verbatim: exemptingCondition(subject.vendorAccountId),
              },
              { text: ONE_AT_A_TIME },
            ),
          ],
          until: WHILE_IT_EXISTS,
          data: null,
          purpose: 'until',
        }),
        ...callParts(context),
      ];
    },
    also: ({ detail }) =>
      `AWS names ${policyWords(detail)} that denies our account. Please ask the administrators of your AWS organization about it.`,
  },
});
