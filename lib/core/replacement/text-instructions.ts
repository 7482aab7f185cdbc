import { heading, list, paragraph, steps, verbatim, type Part } from '#lib/core/text/blocks.ts';
import { policyOfNewKey } from '#lib/core/text/key-policy.ts';
import { DRY_RUNS, REAL_CALLS, SESSION_NAME } from '#lib/core/text/our-calls.ts';
import { regionName } from '#lib/core/setup/instructions-input.ts';
import { lineItems } from './text-line-words.ts';
import { keysToAskAbout } from './text-old-key.ts';
import { distinct, type Scene, type StagedLine } from './text-stage.ts';

const vendorOf = ({ region }: StagedLine): string => `${region.code}: ${region.vendorAccountId}`;

/** The policy of a new key for each account and region, as a setup gives it. A whole one only creates a key (H1). */
const policyParts = (lines: readonly StagedLine[]): readonly Part[] => [
  heading('Key policy for a new key, if you do not use the console'),
  paragraph(
    'Use it only to create the new key. Never store it as the policy of a key that exists: it would replace that policy as a whole.',
  ),
  ...distinct(lines, (one) => `${one.line.oldKey.awsAccountId} ${one.region.code}`).flatMap(({ line, region }) => [
    heading(`For a new key in ${regionName(region)}, in your AWS account ${line.oldKey.awsAccountId}`),
    verbatim(policyOfNewKey({ awsAccountId: line.oldKey.awsAccountId, vendorAccountId: region.vendorAccountId })),
  ]),
];

/** What to do for a new key, from its creation to our second word. */
export function instructionParts(scene: Scene, lines: readonly StagedLine[]): readonly Part[] {
  const { replyTo } = scene;
  const accounts = [...new Set(lines.map(({ line }) => line.oldKey.awsAccountId))];
  const olds = distinct(lines, ({ line }) => line.oldKey.arn).length;
  const [ofOldKeys, its, policy, it] =
    olds === 1 ? ['the old key', 'its', 'its policy', 'it'] : ['the old keys', 'their', 'their policies', 'them'];
  const sharing = distinct(lines, ({ region }) => region.code).length < lines.length;
  const first = keysToAskAbout(scene).length === 0 ? '' : 'After you have followed the answer for the old key above: ';
  const leave = `do not disable ${ofOldKeys}, do not schedule ${its} deletion, and leave ${policy} unchanged. The backups that were made with ${it} still need ${it}, whatever key comes next.`;
  return [
    paragraph(
      'If you only want new key material, you need no new key: automatic rotation and on-demand rotation by AWS KMS keep the key and its ARN, and need nothing from us. The steps below are only for a new key.',
    ),
    ...lines.map((one) => list(...lineItems(one, scene))),
    heading('How to replace the key'),
    steps(
      {
        text: `In your AWS account ${accounts.join(' or ')}, the one that holds the old key, create a new customer managed key in the same region as the workspace: Key type Symmetric, Key usage Encrypt and decrypt, KMS as the origin of the key material, Single-Region key.`,
      },
      {
        text: 'Allow our account of that region to use it. In the AWS console, on the page with the key users, go to "Other AWS accounts", choose "Add another AWS account", enter our account, and leave the key policy as the console writes it. With another tool, create the key with the policy below. Our account in each region:',
        verbatim: distinct(lines, vendorOf).map(vendorOf).join('\n'),
      },
      {
        text: `${first === '' ? leave.charAt(0).toUpperCase() : `${first}${leave.charAt(0)}`}${leave.slice(1)}`,
      },
      {
        text: `To send us the ARN of the new key, ${replyTo}. Please copy the whole ARN, not the key ID and not an alias${lines.length === 1 ? '' : ', and say which key is for which workspace'}.`,
      },
      {
        text: 'Wait for our first message: it says when our product has switched to the new key. Until then it goes on using the old key.',
      },
      {
        text: 'Wait for our second message: it says when nothing that we hold needs the old key any more. Until then, we need the old key.',
      },
    ),
    heading('What else to know'),
    list(
      'Moving an alias to the new key changes nothing for us: our product uses the ARN of a key, not an alias.',
      'If the new key is to be in another AWS account, tell us before you create it: we then have to confirm that with a contact of yours whom we have verified before.',
      'If the new key is to be a multi-Region key, to have imported key material, or to be in a custom key store, tell us before you create it.',
      `In your CloudTrail our tests of the new key appear as calls from our account with the session name ${SESSION_NAME}. In the first hours we test it every few minutes, later as often as the old key. ${DRY_RUNS} ${REAL_CALLS}`,
      ...(sharing ? ['Workspaces in the same region can share a new key, or have one each.'] : []),
    ),
    ...policyParts(lines),
  ];
}
