import { partsOf, type EvidenceSubject } from './evidence-subject.ts';

// Region and account may be blacked out by whoever sent it: such an ARN is not surely this one.
const KEY_OR_ALIAS = /arn:aws[a-z-]*:kms:([^:\s]*):([^:\s]*):(key|alias)\/([\w-]+)/gi;
const KEY_ID_OPTION = /--key-id[\s=]+["']?((?:mrk-)?[0-9a-f][0-9a-f-]{30,40})/gi;

/** ARNs in addresses and query strings are escaped. */
const unescaped = (text: string): string => text.replaceAll(/%3a/gi, ':').replaceAll(/%2f/gi, '/');

/** Whether a text names a key that is not this one: then it is not evidence of this one, whatever else it says. */
export function namesAnotherKey(text: string, { arn }: Pick<EvidenceSubject, 'arn'>): boolean {
  const { region, awsAccountId, kmsKeyId } = partsOf(arn);
  const plain = unescaped(text);
  for (const [named, inRegion, account, kind] of plain.matchAll(KEY_OR_ALIAS)) {
    const isOther =
      kind?.toLowerCase() === 'key' ? named.toLowerCase() !== arn : inRegion !== region || account !== awsAccountId;
    if (isOther) return true;
  }
  return [...plain.matchAll(KEY_ID_OPTION)].some(([, id]) => id?.toLowerCase() !== kmsKeyId);
}
