/** What a text may name: the customer's own key and account, and our account of the region. */
export type OwnIdentifiers = {
  arn: string;
  awsAccountId: string;
  vendorAccountId: string;
  principalArn: string | null;
};

/** Key ids and request ids: their digits are no account's. */
const ID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|mrk-[0-9a-f]{32}/gi;
const ANY_ARN = /arn:[^\s:]*:[^\s:]*:[^\s:]*:[^\s:]*:[^\s"'`,;<>()]+/gi;
/** Also as the AWS console writes it: 1234-5678-9012. */
const ACCOUNT_ID = /(?<!\d)(?:\d{12}|\d{4}[- ]\d{4}[- ]\d{4})(?!\d)/g;

/**
 * Every ARN and account id in a finished text that is neither the customer's own nor our account's (H6).
 * @returns them as they stand in the text; empty where there is none
 */
export function foreignIdentifiers(text: string, own: OwnIdentifiers): string[] {
  const root = (accountId: string) => `arn:aws:iam::${accountId}:root`;
  const session = own.principalArn?.startsWith(`arn:aws:sts::${own.vendorAccountId}:assumed-role/`)
    ? [own.principalArn]
    : [];
  const ownArns = [own.arn, root(own.vendorAccountId), root(own.awsAccountId), ...session];
  const foreign: string[] = [];
  // Digits of another script, signs that cannot be seen and broken lines would hide a number from the patterns below.
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
  sift(ANY_ARN, (arn) => ownArns.includes(arn.replace(/[.:]+$/, '')));
  sift(ID, () => true);
  sift(ACCOUNT_ID, (id) => [own.awsAccountId, own.vendorAccountId].includes(id.replaceAll(/[- ]/g, '')));
  return foreign;
}
