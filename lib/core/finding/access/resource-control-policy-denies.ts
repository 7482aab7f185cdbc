import { deletionDenial } from '#lib/core/finding/access/deletion-denial.ts';
import { denialDetail, isUnconfirmed, storedDenial, type DenialDetail } from '#lib/core/finding/access/denial.ts';
import { actionList, judgedLines, whoeverDenies } from '#lib/core/finding/access/denial-advice.ts';
import {
  evidenceParts,
  missingActions,
  missingWords,
  policyCopyParts,
  sideWords,
} from '#lib/core/finding/access/denial-text.ts';
import { CHECK_AGAIN, vendorRoot } from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import { customerSideDenials } from '#lib/core/probe/denials.ts';
import { paragraph } from '#lib/core/text/blocks.ts';

export const resourceControlPolicyDenies = defineFinding<DenialDetail>()({
  code: 'resource_control_policy_denies',
  family: 'access',
  status: 'unusable',
  traits: { waitsForOurSide: true },
  confidenceIfNotKept: 'one_of_several',
  rule: (circumstances) => {
    const { report, denial } = circumstances;
    const cells = customerSideDenials(report).filter((cell) => cell.denial === 'resource_control_policy');
    if (cells.length === 0 || denial.onHold !== null || isUnconfirmed(circumstances)) return null;
    if (deletionDenial(circumstances) !== null) return null;
    return conclude(denial.confidence, denialDetail(circumstances, cells));
  },
  fromRecord: storedDenial,
  word: 'denied by their organization',
  advice: {
    acts: whoeverDenies,
    headline: ({ actions }) => `Denied by an organization’s policy: ${actionList(actions)}.`,
    cause: () =>
      'AWS names a resource control policy. Such a policy belongs to the key owner’s organization and denies accounts outside it, whatever the key policy says.',
    because: judgedLines,
    settles: () =>
      'What the administrators of the customer’s AWS organization say about their resource control policies.',
    steps: (_, subject) => [
      {
        text: `Ask the customer to have the administrators of their AWS organization exempt ${vendorRoot(subject)} from it. The key policy need not change.`,
      },
      CHECK_AGAIN,
    ],
    reference: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html',
  },
  text: {
    kind: 'ask',
    asked: 'dry_runs',
    subject: 'and a resource control policy',
    lead: ({ subject, confidence }) =>
      confidence === 'certain'
        ? `Please ask the administrators of your AWS organization to exempt our account ${subject.vendorAccountId} from the resource control policy that covers this key.`
        : `Please ask the administrators of your AWS organization whether a resource control policy denies our account ${subject.vendorAccountId} access to this key.`,
    parts: (context) => [
      paragraph(
        `AWS denies our account ${missingWords(missingActions(context.detail))} on this key, and its answer names a resource control policy. The key policy cannot override one. ${sideWords(context)}`.trimEnd(),
      ),
      ...policyCopyParts(context),
      paragraph(
        'AWS names one policy at a time. When this one is changed, another denial may appear. We will check the key and write to you.',
      ),
      ...evidenceParts(context),
    ],
    also: () => 'AWS names a resource control policy that denies our account.',
  },
});
