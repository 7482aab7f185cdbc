/** What a reply may name: the customer's own key and account, and our account in the region. */
export type OwnIdentifiers = {
  arn: string;
  awsAccountId: string;
  vendorAccountId: string;
  principalArn: string | null;
};

/** Key IDs and request IDs. The digits in them are no account ID. */
const ID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|mrk-[0-9a-f]{32}/gi;
const ANY_ARN = /arn:[^\s:]*:[^\s:]*:[^\s:]*:[^\s:]*:[^\s"'`,;<>()]+/gi;
/** Also in the AWS console's format, 1234-5678-9012, with any dash. */
const ACCOUNT_ID = /(?<!\d)(?:\d{12}|\d{4}[\p{Pd}. ]\d{4}[\p{Pd}. ]\d{4})(?!\d)/gu;

/**
 * Finds every ARN and account ID in a finished reply that belongs neither to the customer nor to our account (H6).
 * @returns the identifiers as the text has them; empty when there are none
 */
export function foreignIdentifiers(text: string, own: OwnIdentifiers): string[] {
  const root = (accountId: string) => `arn:aws:iam::${accountId}:root`;
  const session = own.principalArn?.startsWith(`arn:aws:sts::${own.vendorAccountId}:assumed-role/`)
    ? [own.principalArn]
    : [];
  const ownArns = [own.arn, root(own.vendorAccountId), root(own.awsAccountId), ...session];
  const foreign: string[] = [];
  // Digits of other scripts, invisible characters and line breaks would hide a number from the patterns below.
  let rest = text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/\s+/g, ' ');
  const sift = (pattern: RegExp, isOwn: (found: string) => boolean): void => {
    rest = rest.replaceAll(pattern, (found) => {
      if (!isOwn(found)) foreign.push(found);
      return ' ';
    });
  };
  sift(ANY_ARN, (arn) => ownArns.includes(arn.replace(/(?<![.:])[.:]+$/, '')));
  sift(ID, () => true);
  sift(ACCOUNT_ID, (id) => [own.awsAccountId, own.vendorAccountId].includes(id.replaceAll(/\D/g, '')));
  return foreign;
}
