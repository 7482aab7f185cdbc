import type { ToldChannel } from '#lib/core/customer/told.ts';
import type { MoveView } from '#lib/core/pages/key-use-page.ts';
import type { SetupText } from '#lib/core/setup/setup.ts';
import type { MadeText } from '#lib/core/setup/setup-texts.ts';
import type { GateBlock, SetupStep, Stage } from '#lib/core/setup/stage.ts';
import type { Standing } from '#lib/core/setup/standing.ts';

/** Who did something, and when. */
export type DoneBy = { by: string; at: Date };

/** A step of a line as its page numbers it. */
export type StepView = {
  step: SetupStep;
  state: 'done' | 'current' | 'later';
  at: Date | null;
};

/** The key that a line received. Until its ownership is proven, nothing else of it is shown (H16). */
export type SetupKeyView = {
  id: string;
  arn: string;
  holderName: string;
  /** The other customers whose workspaces it protects, or will protect when their open setups are cleared. */
  usedBy: readonly string[];
  /** The customer who holds the ARN instead; null if nobody does. For staff alone: no customer may learn it. */
  heldBy: string | null;
} &
  /** When we last looked for the code since the key came in, null before that; `looked` is null if nobody looks. */
  (
    | { ownership: 'unproven'; looked: { at: Date | null } | null }
    | { ownership: 'withdrawn' }
    | { ownership: 'proven'; provenAt: Date; statusWords: string; checkedAt: Date | null; nextCheckAt: Date }
  );

export type SetupLineView = {
  id: string;
  workspace: string;
  region: string;
  regionName: string | null;
  vendorAccountId: string | null;
  stage: Stage | null;
  steps: readonly StepView[];
  workspaceAttested: DoneBy | null;
  jobsAttested: DoneBy | null;
  existingData: string | null;
  key: SetupKeyView | null;
  /** When the full checks that count began, newest first, and the encrypt/decrypt test. Once cleared: those it was cleared with. */
  passedAt: readonly Date[];
  encryptTestAt: Date | null;
  grantStatement: boolean | null;
  /** The text that told the customer what the tests found, as far as they know it now; null where none did. */
  resultTold: { at: Date; to: string; channel: ToldChannel } | null;
  ourSide: (DoneBy & { how: string }) | null;
  /** What is missing before it may be cleared, in words. */
  blocks: readonly { block: GateBlock; words: string }[];
  cleared: DoneBy | null;
  toldAt: Date | null;
  /** When the first backup is expected; null while the customer was not told. */
  firstBackupDueAt: Date | null;
  /** The other key that the first backup used, until it is settled, and what to send to the customer about it. */
  otherKey: { arn: string; at: Date; text: string | null } | null;
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
  customer: {
    id: string;
    name: string;
    /** For changes of the customer from this page. */
    revision: number;
    provider: string | null;
    /** The e-mail addresses of their contacts, in lower case. */
    contactAddresses: readonly string[];
  };
  /** The code that the customer may still use; null where there is none. */
  code: { code: string; expiresAt: Date } | null;
  ticket: string | null;
  askedBy: string;
  /** That nobody has verified who reads the texts; null where somebody did. */
  unverified: string | null;
  /** Who has it now, in words; without an id where the team has it. */
  owner: { staffId: string | null; name: string };
  created: DoneBy;
  planAttested: DoneBy | null;
  hold: { until: Date; reason: string } | null;
  /** What the whole setup waits for, and when the customer is reminded; null where nothing is open. */
  standing: Standing | null;
  withdrawn: (DoneBy & { reason: string }) | null;
  lines: readonly SetupLineView[];
  texts: readonly SetupTextView[];
  events: readonly SetupEventView[];
  /** Safe to forward: no ARN, no account, no findings. Null where a name in it must not leave, or all was withdrawn. */
  forwardable: string | null;
  /** The move to another region that it is for; null for any other setup. */
  move: (MoveView & { contacts: readonly { id: string; name: string }[] }) | null;
  /** The instructions as they would be copied now, with their files; null while there is no code for the customer. */
  instructions: MadeText | null;
};
