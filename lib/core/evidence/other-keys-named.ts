import { partsOf, type EvidenceSubject } from './evidence-subject.ts';

// The customer may have blacked out region and account. Such an ARN may be another key's.
const KEY_OR_ALIAS = /arn:aws[a-z-]*:kms:([^:\s]*):([^:\s]*):(key|alias)\/([\w-]+)/gi;
const KEY_ID_OPTION = /--key-id[\s=]+["']?((?:mrk-)?[0-9a-f][0-9a-f-]{30,40})/gi;

/** ARNs in URLs and query strings are escaped. */
const unescaped = (text: string): string => text.replaceAll(/%3a/gi, ':').replaceAll(/%2f/gi, '/');

/** Whether a text names another key. Then it is no evidence about this one, whatever else it says. */
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
