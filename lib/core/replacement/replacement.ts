/**
 * The states of one line of a replacement: one old key of one workspace, and the key that the customer wants instead.
 * `announced` has a date and no ARN yet. The last three are ends, beside `released`.
 */
export const REPLACEMENT_STATES = [
  'announced',
  'requested',
  'testing',
  'awaiting_approval',
  'approved',
  'switched',
  'acknowledged',
  'released',
  'rejected',
  'withdrawn',
  'rolled_back',
] as const;
export type ReplacementState = (typeof REPLACEMENT_STATES)[number];

/** What moves a line from one state to another. */
export const REPLACEMENT_EVENTS = [
  'key_received',
  'key_changed',
  'test_started',
  'tests_passed',
  'test_failed',
  'approved',
  'approval_void',
  'switched',
  'acknowledged',
  'released',
  'rejected',
  'withdrawn',
  'rolled_back',
  'reopened',
] as const;
export type ReplacementEvent = (typeof REPLACEMENT_EVENTS)[number];

type Moves = Partial<Record<ReplacementEvent, ReplacementState>>;

const GIVE_UP = { rejected: 'rejected', withdrawn: 'withdrawn' } as const satisfies Moves;

/**
 * Every move that is allowed; all others are refused, and the database refuses those that could lose data. An approval
 * that is void goes back to the tests, because what it rested on changed. After the switch nothing is rejected or
 * withdrawn: backups may exist under the new key, so the way back is `rolled_back`, with both keys kept.
 */
const MOVES = {
  announced: { key_received: 'requested', withdrawn: 'withdrawn' },
  requested: { key_changed: 'requested', test_started: 'testing', ...GIVE_UP },
  testing: { key_changed: 'requested', tests_passed: 'awaiting_approval', ...GIVE_UP },
  awaiting_approval: { key_changed: 'requested', test_failed: 'testing', approved: 'approved', ...GIVE_UP },
  approved: { key_changed: 'requested', approval_void: 'testing', switched: 'switched', ...GIVE_UP },
  switched: { acknowledged: 'acknowledged', rolled_back: 'rolled_back' },
  acknowledged: { released: 'released', rolled_back: 'rolled_back' },
  released: {},
  rejected: { reopened: 'announced' },
  withdrawn: { reopened: 'announced' },
  rolled_back: {},
} as const satisfies Record<ReplacementState, Moves>;

/** The state after an event; null where the event is not allowed in this state. */
export const stateAfter = (state: ReplacementState, event: ReplacementEvent): ReplacementState | null =>
  (MOVES[state] as Moves)[event] ?? null;

/** The moves by the states that they lead from and to, as the database knows them: `announced>requested`. */
export const STATE_MOVES: readonly string[] = [
  ...new Set(
    REPLACEMENT_STATES.flatMap((from) =>
      Object.values(MOVES[from] as Moves)
        .filter((to) => to !== from)
        .map((to) => `${from}>${to}`),
    ),
  ),
].toSorted();

/** The states in which a key of the customer may still become the new one, or another be sent. */
export const OPEN_STATES = ['announced', 'requested', 'testing', 'awaiting_approval', 'approved'] as const;
export const isOpen = (state: ReplacementState): boolean => (OPEN_STATES as readonly string[]).includes(state);

/** The states in which no other request may take the same workspace (`replacement_lines_one_open`). */
export const HOLDING_STATES = [...OPEN_STATES, 'switched'] as const;
export const holdsWorkspace = (state: ReplacementState): boolean =>
  (HOLDING_STATES as readonly string[]).includes(state);

/** Nothing more happens to such a line by itself. A rolled back one is not among them: both keys stay watched. */
export const ENDED_STATES = ['released', 'rejected', 'withdrawn'] as const;
export const hasEnded = (state: ReplacementState): boolean => (ENDED_STATES as readonly string[]).includes(state);

/** The states that a line leaves by itself when something about it is known (`settles`). */
export const SETTLING_STATES = ['requested', 'testing', 'awaiting_approval', 'approved'] as const;

/** Whether a line may still be approved: it is open, or ended before its switch and may be opened again. */
export const mayYetBeApproved = (state: ReplacementState): boolean =>
  isOpen(state) || state === 'rejected' || state === 'withdrawn';

/** The states in which both keys must stay enabled, because backups exist or may exist under each. */
export const bothNeeded = (state: ReplacementState): boolean =>
  state === 'switched' || state === 'acknowledged' || state === 'rolled_back';

/** How many workspaces one request may have. The database checks it too. */
export const LINES_A_REQUEST = 50;

/** How a request began: the customer told us before, or somebody of us noticed that it had happened. */
export const REPLACEMENT_SOURCES = ['announced', 'noticed'] as const;
export type ReplacementSource = (typeof REPLACEMENT_SOURCES)[number];

/** What a person did to a request, so that the same person can't approve it. */
export const PARTS_TAKEN = ['created', 'edited', 'tested', 'took_over'] as const;
export type PartTaken = (typeof PARTS_TAKEN)[number];

/**
 * What this person did that keeps them from approving; empty where they may approve. The database holds it too.
 * @param taken what each person did, in any order
 * @param overriddenBy who let the request go on although the old key is not usable; null where nobody had to
 */
export function approvalBlocks(
  staffId: string,
  taken: readonly { staffId: string; part: PartTaken }[],
  overriddenBy: string | null,
): (PartTaken | 'overrode')[] {
  const own = new Set(taken.filter((one) => one.staffId === staffId).map(({ part }) => part));
  return [...PARTS_TAKEN.filter((part) => own.has(part)), ...(overriddenBy === staffId ? (['overrode'] as const) : [])];
}

/** Why a switch was rolled back, as the customer may read it. */
export const ROLL_BACK_REASONS = ['backups_failed', 'access_lost', 'customer_asked', 'our_fault'] as const;
export type RollBackReason = (typeof ROLL_BACK_REASONS)[number];

/** The texts that say of every line of a request which keys must stay enabled. */
export const LINE_TEXTS = [
  'instructions',
  'received',
  'switched',
  'both_stay',
  'released',
  'rolled_back',
  'rejected',
] as const;
export type LineText = (typeof LINE_TEXTS)[number];

/** The texts of a request that nobody whom we know made: one to a verified contact, one to whoever asked (H17). */
export const UNCONFIRMED_TEXTS = ['question_to_contact', 'answer_to_asker'] as const;
export type UnconfirmedText = (typeof UNCONFIRMED_TEXTS)[number];

/** The texts of a request that somebody sends. Each is frozen when it is copied. */
export const REPLACEMENT_TEXTS = [...UNCONFIRMED_TEXTS, ...LINE_TEXTS] as const;
export type ReplacementText = (typeof REPLACEMENT_TEXTS)[number];

/** How many of the last characters of a key's id an approver types. */
export const TYPED_CHARACTERS = 8;
/** The last characters of a key's id, by which an approver shows which key they mean. */
export const typedEnd = (arn: string): string => arn.slice(-TYPED_CHARACTERS);

/** The text that a state asks for; null where the customer hears nothing new. */
const TEXT_OF_STATE: Readonly<Partial<Record<ReplacementState, ReplacementText>>> = {
  announced: 'instructions',
  acknowledged: 'switched',
  released: 'released',
  rolled_back: 'rolled_back',
  rejected: 'rejected',
};

/**
 * The texts that somebody should send now, in the order of the texts: nobody recorded as told since a line came to the state
 * that it is in.
 * @param told what the customer was told, and when
 * @param unconfirmed whether nobody whom we know asked for it: a contact is asked before anybody gets instructions
 */
export function textsToSend(
  lines: readonly { state: ReplacementState; stateAt: Date }[],
  told: readonly { kind: ReplacementText; at: Date }[],
  unconfirmed: boolean,
): ReplacementText[] {
  const wanted = lines.flatMap(({ state, stateAt }) => {
    const kind = TEXT_OF_STATE[state];
    return kind === undefined || told.some((one) => one.kind === kind && one.at >= stateAt) ? [] : [kind];
  });
  if (!unconfirmed) return LINE_TEXTS.filter((kind) => wanted.includes(kind));
  return [
    ...UNCONFIRMED_TEXTS.filter((kind) => told.every((one) => one.kind !== kind)),
    ...LINE_TEXTS.filter((kind) => kind !== 'instructions' && wanted.includes(kind)),
  ];
}
