import { replyIfAsked } from '#lib/core/finding/advice-words.ts';
import { denialDetail, storedDenial, type DenialDetail } from '#lib/core/finding/access/denial.ts';
import { actionsInHeadline, ownSideLines } from '#lib/core/finding/access/denial-advice.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import { ourSideText } from '#lib/core/finding/our-side/our-side-text.ts';
import { customerSideDenials, namesVendor, vendorSideDenials } from '#lib/core/probe/denials.ts';
import type { DenialSource } from '#lib/core/probe/report.ts';

/** The kinds of policies on our side, as AWS names them. */
const POLICY: Partial<Record<DenialSource, string>> = {
  identity_policy: 'an IAM policy (identity-based policy)',
  permissions_boundary: 'a permissions boundary',
  session_policy: 'a session policy',
  service_control_policy: 'a service control policy of our organization',
  vpc_endpoint_policy: 'a VPC endpoint policy',
};

const policiesNamed = ({ denials }: Detail): string => denials.flatMap((source) => POLICY[source] ?? []).join(' and ');

/** With the kinds of policies that AWS named in the denials. */
type Detail = DenialDetail & { denials: readonly DenialSource[] };

export const vendorPermissionFault = defineFinding<Detail>()({
  code: 'vendor_permission_fault',
  family: 'our_side',
  status: 'attention',
  traits: { neverImproves: true, explainsDenials: true },
  confidenceIfNotKept: 'likely',
  // A message that names our side, or the same action denied on our own control key: either way we fix our side first.
  rule: (circumstances) => {
    const { report, denial } = circumstances;
    const shared = denial.onHold === 'own_side_fails' && !denial.manyDenied ? customerSideDenials(report) : [];
    const denied = [...vendorSideDenials(report), ...shared];
    return denied.length === 0
      ? null
      : conclude('likely', {
          ...denialDetail(circumstances, denied),
          denials: [...new Set(denied.map((cell) => cell.denial))],
          control: denial.controlOfOurDenials,
        });
  },
  fromRecord: (record, now) => ({ ...storedDenial(record, now), denials: [] }),
  word: 'our own permissions',
  advice: {
    acts: 'vendor',
    headline: ({ actions, denials }) =>
      denials.some(namesVendor)
        ? `Our own permissions deny ${actionsInHeadline(actions)}.`
        : `Most likely our own permissions deny ${actionsInHeadline(actions)}.`,
    cause: (detail, { region }) =>
      detail.denials.some(namesVendor)
        ? `AWS names ${policiesNamed(detail)} as the cause. That is a policy on our side, for our role in ${region}.${detail.explicit.length === 0 ? '' : ' It is an explicit Deny, so an added Allow does not help.'} The customer has nothing to change.`
        : `${detail.control === 'failed' ? `The same action is denied on our own control key in ${region}, so the` : 'The'} fault is most likely on our side: the role, its policies, or our organization’s.`,
    because: (detail) =>
      detail.control === 'passed'
        ? [
            `The same role was allowed the same action on our control key, so it works there. ${
              detail.denials.some(namesVendor)
                ? 'What that policy says is about this key, or about keys like it.'
                : 'Most likely a policy of ours does not cover this key, or denies it.'
            }`,
          ]
        : ownSideLines(detail),
    // What is known already isn't asked for again: AWS's message names the policy, or the control key was tested.
    settles: ({ denials, control }) =>
      denials.some(namesVendor) || control === 'passed' || control === 'failed'
        ? 'A full check that AWS allows, once our own policy is corrected.'
        : 'The same action tested by the same role on a key of our own.',
    steps: () => [
      { text: 'Give the message and request ID under Permissions to the people who run our AWS accounts.' },
      replyIfAsked('It says that we look into our side, and asks for nothing. Do not write to the customer first.'),
      { text: 'Check the key again here once our side is corrected.' },
    ],
    reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html',
  },
  text: ourSideText<Detail>({
    subject: () => 'cannot be used at the moment, and we are looking into our side',
    found: ({ denials }) => denials.some(namesVendor),
    because: ({ detail }) =>
      detail.denials.some(namesVendor)
        ? 'AWS names a setting on our side as the cause, and we are correcting it'
        : 'the cause is most likely on our side, and we are looking into it first',
    more: ({ detail }) =>
      detail.denials.some(namesVendor)
        ? 'AWS refuses calls of our service with this key and names a setting of our own account as the reason.'
        : `AWS refuses calls of our service with this key.${detail.control === 'failed' ? ' It refuses the same calls with a key of our own, so the cause is most likely a setting on our side.' : ''}`,
  }),
});
