import type { ProbeAction } from '#lib/core/probe/actions.ts';

/** A key as commands name it. The ARN is null while only the customer knows which key it is. */
export type CommandKey = { arn: string | null; region: string };

/** Asks for the ARN of a key that we don't know yet, in any shell; later commands then name it. */
export const ASK_FOR_ARN = `printf 'ARN of the key: ' && read -r KEY_ARN`;

/** An AWS CLI command for this key in its region. Without an ARN it names the one that `ASK_FOR_ARN` asked for. */
export const kmsCommand = (verb: string, { arn, region }: CommandKey, rest = ''): string =>
  `aws kms ${verb} --region ${region} --key-id ${arn ?? '"$KEY_ARN"'}${rest}`;

/** The path to the key in the AWS console, and on from there. */
export const consolePath = ({ arn }: CommandKey, ...onward: readonly string[]): string =>
  ['KMS', 'Customer managed keys', arn === null ? 'your key' : `key ${arn.split('/').at(-1) ?? ''}`, ...onward].join(
    ' > ',
  );

/** "kms:Encrypt, kms:Decrypt and kms:DescribeKey". */
export function actionWords(actions: readonly ProbeAction[]): string {
  const words = actions.map((action) => `kms:${action}`);
  return words.length < 2 ? (words[0] ?? 'its use') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
