import type { MoveView } from '#lib/core/pages/key-use-page.ts';
import type { SetupText, ToldChannel } from '#lib/core/setup/setup.ts';
import type { MadeText } from '#lib/core/setup/setup-texts.ts';
import type { GateBlock, SetupStep, WaitsFor } from '#lib/core/setup/stage.ts';

/** Who did something, and when. */
export type DoneBy = { by: string; at: Date };

/** A step of a line as its page numbers it. */
export type StepView = {
  step: SetupStep;
  state: 'done' | 'current' | 'later';
  at: Date | null;
};

/** The key that a line received. Until its ownership is proven, nothing else of it is shown (H16). */
export type SetupKeyView =
  | { id: string; arn: string; ownership: 'unproven' | 'withdrawn'; holderName: string; usedBy: readonly string[] }
  | {
      id: string;
      arn: string;
      ownership: 'proven';
      provenAt: Date;
      holderName: string;
      /** The other customers whose workspaces it protects. */
      usedBy: readonly string[];
      statusWords: string;
      checkedAt: Date | null;
      nextCheckAt: Date;
    };

export type SetupLineView = {
  id: string;
  workspace: string;
  region: string;
  regionName: string | null;
  vendorAccountId: string | null;
  stage: { step: SetupStep; since: Date; waitsFor: WaitsFor } | null;
  steps: readonly StepView[];
  workspaceAttested: DoneBy | null;
  jobsAttested: DoneBy | null;
  existingData: string | null;
  key: SetupKeyView | null;
  /** The times of the full checks that count, newest first, and of the encrypt/decrypt test. */
  passedAt: readonly Date[];
  encryptTestAt: Date | null;
  grantStatement: boolean | null;
  ourSide: (DoneBy & { how: string }) | null;
  /** What is missing before it may be cleared, in words. */
  blocks: readonly { block: GateBlock; words: string }[];
  cleared: DoneBy | null;
  toldAt: Date | null;
  firstBackup: DoneBy | null;
  ended: boolean;
};

export type SetupTextView = {
  id: string;
  lineId: string | null;
  kind: SetupText;
  subject: string;
  body: string;
  frozen: DoneBy;
  told: (DoneBy & { to: string; channel: ToldChannel }) | null;
};

export type SetupEventView = { id: string; at: Date; by: string | null; words: string; detail: string | null };

/** The page of one setup. */
export type SetupPage = {
  id: string;
  revision: number;
  now: Date;
  customer: { id: string; name: string; externalId: string | null; timeZone: string | null; provider: string | null };
  /** The code that the customer may still use; null where there is none. */
  code: { code: string; expiresAt: Date } | null;
  ticket: string | null;
  askedBy: string;
  owner: { staffId: string; name: string };
  created: DoneBy;
  planAttested: DoneBy | null;
  hold: { until: Date; reason: string } | null;
  withdrawn: (DoneBy & { reason: string }) | null;
  lines: readonly SetupLineView[];
  texts: readonly SetupTextView[];
  events: readonly SetupEventView[];
  /** Safe to forward: no ARN, no account, no findings. Null where a name in it must not leave. */
  forwardable: string | null;
  /** The move to another region that it is for; null for any other setup. */
  move: (MoveView & { contacts: readonly { id: string; name: string }[] }) | null;
  /** The instructions as they would be copied now, with their files; null while there is no code for the customer. */
  instructions: MadeText | null;
};

/** One line in the list of setups. */
export type SetupListItem = {
  setupId: string;
  lineId: string;
  customerName: string;
  workspace: string;
  region: string;
  ticket: string | null;
  ownerName: string;
  step: SetupStep | null;
  since: string;
  waitsFor: WaitsFor;
  holdUntil: string | null;
};

export type SetupListPage = {
  now: string;
  items: readonly SetupListItem[];
  /** Whether there are more than are read. */
  more: boolean;
};
