import type { ProbeAction } from '#lib/core/probe/actions.ts';

/** A key as commands name it. */
export type CommandKey = { arn: string; region: string };

/** An AWS CLI command for this key in its region. */
export const kmsCommand = (verb: string, { arn, region }: CommandKey, rest = ''): string =>
  `aws kms ${verb} --region ${region} --key-id ${arn}${rest}`;

/** The path to the key in the AWS console, and on from there. */
export const consolePath = ({ arn }: CommandKey, ...onward: readonly string[]): string =>
  ['KMS', 'Customer managed keys', `key ${arn.split('/').at(-1) ?? ''}`, ...onward].join(' > ');

/** "kms:Encrypt, kms:Decrypt and kms:DescribeKey". */
export function actionWords(actions: readonly ProbeAction[]): string {
  const words = actions.map((action) => `kms:${action}`);
  return words.length < 2 ? (words[0] ?? 'its use') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
