import { partsOf, type EvidenceSubject } from './evidence-subject.ts';
import { compareVisible } from './visible-parts.ts';

// The customer may have blacked out parts. Such an ARN may be another key's.
const KEY_OR_ALIAS =
  /arn:aws[a-z-]{0,20}:kms:([^:\s"',]{0,60}):([^:\s"',]{0,60}):(key|alias)\/([^\s"'`,;:()\\]{0,260})/gi;
const KEY_ID_OPTION = /--key-id[\s=]{1,5}["']?((?:mrk-)?[0-9a-f][0-9a-f-]{30,40})/gi;
const REGION_OPTION = /--region[\s=]{1,5}["']?([a-z]{2,4}(?:-[a-z]{1,12}){1,3}-\d)/gi;

const NAMES_ANY = /:kms:|%3akms%3a|--key-id|--region/i;

/** ARNs in URLs and query strings are escaped. */
const unescaped = (text: string): string =>
  text.includes('%') ? text.replaceAll(/%3a/gi, ':').replaceAll(/%2f/gi, '/') : text;

/** Without the punctuation after it, unless that stands for what was hidden. */
const bare = (id: string): string =>
  id.replace(/(?:(?<!\.)[.!?]|(?<!\[[^\]]{0,40})\]|(?<!<[^>]{0,40})>|(?<!\{[^}]{0,40})\})+$/, '');

/** How a text names keys: this one, another one, or one of which too little is visible to tell. */
export type KeysNamed = { thisKey: boolean; another: boolean; sameIdElsewhere: boolean };

/** Which keys the ARNs and options in a text name. */
export function keysNamed(text: string, { arn }: Pick<EvidenceSubject, 'arn'>): KeysNamed {
  const named: KeysNamed = { thisKey: false, another: false, sameIdElsewhere: false };
  if (!NAMES_ANY.test(text)) return named;
  const { region, awsAccountId, kmsKeyId } = partsOf(arn);
  const plain = unescaped(text);
  for (const match of plain.matchAll(KEY_OR_ALIAS)) {
    const [whole, inRegion = '', account = '', kind = '', rawId = ''] = match;
    const id = bare(rawId);
    const cutOff = match.index + whole.length === plain.length;
    const parts = [compareVisible(inRegion.toLowerCase(), region), compareVisible(account, awsAccountId)];
    if (kind.toLowerCase() === 'key') parts.push(compareVisible(id.toLowerCase(), kmsKeyId, cutOff));
    if (parts.includes('differs')) {
      named.another = true;
      if (id.toLowerCase() === kmsKeyId && account === awsAccountId) named.sameIdElsewhere = true;
    } else if (kind.toLowerCase() === 'key' && parts.every((part) => part === 'same')) named.thisKey = true;
  }
  for (const [, id] of plain.matchAll(KEY_ID_OPTION))
    if (id?.toLowerCase() === kmsKeyId) named.thisKey = true;
    else named.another = true;
  for (const [, inRegion] of plain.matchAll(REGION_OPTION))
    if (inRegion?.toLowerCase() !== region) named.another = true;
  return named;
}

/** Whether a text names another key. Then it is no evidence about this one, whatever else it says. */
export const namesAnotherKey = (text: string, subject: Pick<EvidenceSubject, 'arn'>): boolean =>
  keysNamed(text, subject).another;
