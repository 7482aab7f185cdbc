/** Why a customer's keys are let go: the customer leaves, or wants data to become unreadable. */
export const DEPARTURE_PATHS = ['leaves', 'make_unreadable'] as const;
export type DeparturePath = (typeof DEPARTURE_PATHS)[number];

/** What is done before a customer may cut our access, in this order. The database holds it too. */
export const DEPARTURE_STEPS = [
  'jobs_stopped',
  'arn_removed',
  'grants_retired',
  'role_narrowed',
  'statement_may_go',
] as const;
export type DepartureStep = (typeof DEPARTURE_STEPS)[number];

/**
 * The steps that take access away from data that is still there: from here on nothing may depend on the keys, or an
 * approver made an exception (H20). Earlier ones are how the counts come down to zero.
 */
export const GUARDED_STEPS: readonly DepartureStep[] = ['role_narrowed', 'statement_may_go'];

/** The first step that isn't done; null where all are. */
export const nextStep = (done: readonly DepartureStep[]): DepartureStep | null =>
  DEPARTURE_STEPS.find((step) => !done.includes(step)) ?? null;

/** What a key's release rests on (H19, H20). */
export const RELEASE_BASES = ['reported_zero', 'exception'] as const;

/** What ended the checks of a released key. None of them is a status of the key. */
export const RETIRED_HOWS = ['owner_output', 'closed', 'no_longer_visible', 'nothing_depends'] as const;
export type RetiredHow = (typeof RETIRED_HOWS)[number];

/** The texts of a departure, as a person copies them. */
export const DEPARTURE_TEXTS = ['leaving', 'statement_may_go', 'what_we_saw'] as const;
export type DepartureText = (typeof DEPARTURE_TEXTS)[number];

/**
 * The text that a person should send next: what happens before the first step, then that our statement may go, and last
 * what we saw, where data was to become unreadable. Null where the customer knows.
 * @param told the texts that somebody was told
 */
export function textToSend({
  path,
  next,
  told,
  allRetired,
}: {
  path: DeparturePath;
  next: DepartureStep | null;
  told: readonly DepartureText[];
  allRetired: boolean;
}): DepartureText | null {
  if (next !== null) return told.includes('leaving') ? null : 'leaving';
  if (!told.includes('statement_may_go')) return 'statement_may_go';
  return path === 'make_unreadable' && allRetired && !told.includes('what_we_saw') ? 'what_we_saw' : null;
}

/** An exception must be looked at again within a year. */
export const LONGEST_REVIEW_DAYS = 366;
