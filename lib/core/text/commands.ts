import type { ProbeAction } from '#lib/core/probe/actions.ts';

/** A key as a command names it. */
export type CommandKey = { arn: string; region: string };

/** A command of the AWS CLI for this very key, in its region. */
export const kmsCommand = (verb: string, { arn, region }: CommandKey, rest = ''): string =>
  `aws kms ${verb} --region ${region} --key-id ${arn}${rest}`;

/** Where to click in the AWS console to reach the key, and on from there. */
export const consolePath = ({ arn }: CommandKey, ...onward: readonly string[]): string =>
  ['KMS', 'Customer managed keys', `key ${arn.split('/').at(-1) ?? ''}`, ...onward].join(' > ');

/** "kms:Encrypt, kms:Decrypt and kms:DescribeKey". */
export function actionWords(actions: readonly ProbeAction[]): string {
  const words = actions.map((action) => `kms:${action}`);
  return words.length < 2 ? (words[0] ?? 'its use') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
