import type { DeparturePath, DepartureStep, DepartureText, RetiredHow } from './departure.ts';

export const PATH_WORD: Readonly<Record<DeparturePath, string>> = {
  leaves: 'the customer leaves',
  make_unreadable: 'data is to become unreadable',
};

/** The steps as the page numbers them. */
export const STEP_TITLE: Readonly<Record<DepartureStep, string>> = {
  jobs_stopped: 'Jobs stopped',
  arn_removed: 'ARN out of the product',
  grants_retired: 'Grants retired',
  role_narrowed: 'Our role’s scope narrowed',
  statement_may_go: 'Customer may remove our statement',
};

/** What a person checks before they record a step, and what to write down as evidence. */
export const STEP_HINT: Readonly<Record<DepartureStep, string>> = {
  jobs_stopped: 'Every backup and archive job of these workspaces is deleted, paused ones too. Name where you saw it.',
  arn_removed: 'Our product no longer names these keys for new backups. Name the setting that you saw.',
  grants_retired: 'Every grant that our services held on these keys is retired. Name the list that you saw.',
  role_narrowed:
    'Our product’s role no longer covers these keys. Keydesk’s own role keeps kms:DescribeKey, so that we see what becomes of them. Name the change.',
  statement_may_go:
    'From here the customer may cut our access. The keys are released: we then only watch them. Say what you checked last.',
};

/** Where a departure stands: its next step, what became of its keys, or that it was withdrawn. */
export const departureStandingWords = ({
  withdrawn,
  next,
  keys,
}: {
  withdrawn: boolean;
  next: DepartureStep | null;
  keys: keyof typeof KEYS_AFTER;
}): string => (withdrawn ? 'Withdrawn' : next === null ? KEYS_AFTER[keys] : STEP_TITLE[next]);

/** After the last step, what becomes of the keys. */
export const KEYS_AFTER = {
  needed_again: 'A released key is needed again',
  watched: 'All done, keys watched',
  none: 'All done',
} as const;

export const TEXT_TITLE: Readonly<Record<DepartureText, string>> = {
  leaving: 'What happens when you leave',
  statement_may_go: 'You may remove our statement',
  what_we_saw: 'What we saw of your keys',
};

/** What the customer doesn't know yet, above the steps. */
export const TELL_NEXT: Readonly<Record<DepartureText, string>> = {
  leaving:
    'The customer was not told yet what happens. Before the first step, send the text “What happens when you leave”.',
  statement_may_go:
    'The customer was not told yet that they may remove our statement. Send the text “You may remove our statement”.',
  what_we_saw: 'No key is checked any more. Send the text “What we saw of your keys”.',
};

/** At a step that cuts our access, while something keeps a key and no exception holds. */
export const KEPT_NOW =
  'This step is refused now: something may depend on the keys, as listed under Keys. Wait until our product has reported zero for 7 days, or ask an approver for an exception.';

/** How the checks of a key ended. Never a status, and never that the key was deleted: nobody can tell that (H13). */
export const RETIRED_HOW_WORD: Readonly<Record<RetiredHow, string>> = {
  owner_output: 'The owner’s own describe-key says that it doesn’t exist',
  closed: 'A person closed it',
  no_longer_visible: 'No longer visible to us for 30 days',
  nothing_depends: 'Nothing has depended on it for 90 days',
};

const STALE =
  'Somebody else changed this departure in the meantime. What you typed is still here: review the page, then send it again.';
const DEPARTURE = {
  not_found: 'There is no such departure.',
  stale: STALE,
  withdrawn: 'This departure was withdrawn.',
} as const;

export const START_DEPARTURE_REFUSAL_WORDS = {
  no_such_customer: 'This customer does not exist any more.',
  no_workspace: 'Choose at least one workspace.',
  another_customer: 'One of these workspaces is not this customer’s.',
  already_leaving: 'One of these workspaces is in a departure already. Open that one.',
} as const satisfies Record<string, string>;

export const STEP_REFUSAL_WORDS = {
  ...DEPARTURE,
  not_next: 'The steps before it are not recorded yet, or it is recorded already.',
  no_request: 'Record the signed request first.',
  replacement_open:
    'A key of one of these workspaces is being replaced. Withdraw that request, or record the switch first: nobody could finish it later.',
  approver_only: 'Only an approver can record this step: it releases the keys.',
} as const satisfies Record<string, string>;

export const REQUEST_REFUSAL_WORDS = {
  ...DEPARTURE,
  not_asked_for:
    'This customer leaves. A signed request belongs to a departure after which data is to become unreadable.',
  recorded: 'The request is recorded already.',
  in_the_future: 'The request can’t have been signed in the future.',
} as const satisfies Record<string, string>;

export const EXCEPTION_REFUSAL_WORDS = {
  ...DEPARTURE,
  review_passed: 'The review must come later than today.',
  review_too_late: 'The review must come within a year.',
} as const satisfies Record<string, string>;

export const WITHDRAW_DEPARTURE_REFUSAL_WORDS = {
  ...DEPARTURE,
  finished: 'Every step is recorded and the keys are released. A customer who comes back gets a new setup.',
} as const satisfies Record<string, string>;

export const DEPARTURE_TEXT_REFUSAL_WORDS = {
  ...DEPARTURE,
  not_yet: 'This text can be made only after the last step.',
  text_not_allowed: 'The text contains something that must not leave. Correct the names first.',
  no_such_text: 'This text was told already, or it doesn’t exist.',
  in_the_future: 'Nobody can have been told in the future.',
} as const satisfies Record<string, string>;

export const RELEASE_REFUSAL_WORDS = {
  not_found: 'This key is no longer registered.',
  not_retained: 'Only an old key that is retained, and protects no workspace any more, can be released.',
} as const satisfies Record<string, string>;

export const CLOSE_WATCH_REFUSAL_WORDS = {
  not_found: 'This key is no longer registered.',
  not_released: 'This key is not released, or its checks have ended already.',
} as const satisfies Record<string, string>;

export const MOVE_REFUSAL_WORDS = {
  not_moving: 'This workspace does not move, or its move is over.',
  new_not_cleared: 'The new workspace has no cleared key yet. Until then new backups use the old one.',
  not_found: 'There is no such move.',
  no_such_contact: 'This contact is not one of the customer’s, or has left.',
  contact_too_new:
    'This contact was not verified at least 14 days before the move began, or by the person who started it, or is an account executive. It doesn’t count (H17).',
} as const satisfies Record<string, string>;

/** What follows where a released key is needed again, after the time of the report. @param kinds what depends on it */
export const neededAgainWords = (kinds: string): string =>
  `${kinds}. The key is retained and checked as before. Next action: us. Find out in our product why it uses this key. Tell the customer to keep the key enabled, with our statement in its policy, until we write to them again.`;
