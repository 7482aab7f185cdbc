import type { HostingRegion } from '#lib/core/key/region.ts';

/** A workspace that is to be protected by the customer's own key, and the code of the region that hosts it. */
export type SetupLine = { workspaceName: string; region: string };

/** To whom we write, and about what. Everything here may be named in a text (H6). */
export type SetupSubject = {
  customerName: string;
  contactName: string | null;
  /** IANA name; null when unknown. */
  timeZone: string | null;
  /** How the customer can reach us: "reply to this ticket". */
  replyTo: string;
};

/** What the instructions for one setup are made from. */
export type InstructionsInput = SetupSubject & {
  lines: readonly SetupLine[];
  regions: readonly HostingRegion[];
  /** Shows that the request comes from the account that holds the key: 6 to 64 letters, digits, "-" and "_". */
  code: string;
  codeEndsAt: Date;
  /** The customer's AWS account; null while we do not know it. */
  awsAccountId: string | null;
  /** Minutes between two checks of a key that works. */
  checkEveryMinutes: number;
};

/** Why there is no text. */
export type InstructionsBlock =
  | 'no_workspace'
  | 'region_not_configured'
  | 'malformed_code'
  | 'malformed_account'
  | 'malformed_instant'
  | 'nothing_missing'
  | 'unsafe_text';

/** No text, and why, for the member of staff. */
export type BlockedInstructions = { kind: 'blocked'; reason: InstructionsBlock; words: string };

export const blocked = (reason: InstructionsBlock, words: string): BlockedInstructions => ({
  kind: 'blocked',
  reason,
  words,
});

/** A region of a setup, and the workspaces that it hosts. */
export type SetupRegion = {
  code: string;
  name: string;
  vendorAccountId: string;
  workspaceNames: readonly string[];
};

const ACCOUNT = /^\d{12}$/;
const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;
const CODE = /^[A-Za-z0-9][A-Za-z0-9_-]{5,63}$/;

/** Whether a text can be a one-time code: it needs no escaping in a shell, YAML or HCL. */
export const isSetupCode = (code: string): boolean => CODE.test(code);
export const isAccountId = (awsAccountId: string): boolean => ACCOUNT.test(awsAccountId);

/**
 * The regions of a setup in the order of its lines, each with our account there. A region without an account is refused,
 * because no text may be without it.
 */
export function regionsOf(
  lines: readonly SetupLine[],
  regions: readonly HostingRegion[],
): { kind: 'regions'; regions: readonly SetupRegion[] } | BlockedInstructions {
  const codes = [...new Set(lines.map(({ region }) => region))];
  if (codes.length === 0) return blocked('no_workspace', 'There is no text yet: add a workspace to the setup first.');
  const found: SetupRegion[] = [];
  for (const code of codes) {
    const region = regions.find((one) => one.code === code);
    if (region === undefined || !REGION.test(code) || !isAccountId(region.vendorAccountId))
      return blocked(
        'region_not_configured',
        `There is no text: our account in ${code} is not configured. Add the region with its account to HOSTING_REGIONS.`,
      );
    const here = lines.filter((line) => line.region === code);
    const { name, vendorAccountId } = region;
    found.push({ code, name, vendorAccountId, workspaceNames: here.map(({ workspaceName }) => workspaceName) });
  }
  return { kind: 'regions', regions: found };
}

/** Why a text with this code and account can't be written; null when it can. */
export function whyNoCode({ code, codeEndsAt, awsAccountId }: InstructionsInput): BlockedInstructions | null {
  if (!isSetupCode(code))
    return blocked(
      'malformed_code',
      'There is no text: the one-time code must be 6 to 64 letters, digits, "-" and "_". Make a new one.',
    );
  if (Number.isNaN(codeEndsAt.getTime()))
    return blocked('malformed_instant', 'There is no text: the end of the one-time code is no date. Make a new code.');
  if (awsAccountId !== null && !isAccountId(awsAccountId))
    return blocked('malformed_account', 'There is no text: the AWS account must be 12 digits. Correct it first.');
  return null;
}

/** "Europe (Ireland), eu-west-1". */
export const regionName = ({ code, name }: Pick<SetupRegion, 'code' | 'name'>): string =>
  name === code ? code : `${name}, ${code}`;
