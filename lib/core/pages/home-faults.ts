import { findingOfFault, findingRecord, type FindingCode } from '#lib/core/finding/all-findings.ts';
import { ACTS_SHORT_WORD } from '#lib/core/finding/status.ts';
import { CLOCK_DIFFERS_MS, clockSkewWords } from '#lib/core/finding/our-side/clock-differs.ts';
import type { ProbeFault } from '#lib/core/probe/report.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import type { ControlAnswer } from '#lib/core/verdict/control-answer.ts';
import { regionState, type RegionFreshness, type RegionState } from '#lib/core/verdict/region-freshness.ts';
import type { HomeKey } from './home-groups.ts';
import type { HomeRow } from './home-page.ts';
import { regionHref } from './home-words.ts';
import { controlAnswerWords } from './regions-words.ts';

/** A key that a fault on our side concerns, and since when. */
export type FaultKey = Pick<HomeKey, 'id' | 'customerId' | 'customerName' | 'notUsableSince'> & { since: Date };

/** What is known of our own side in one region. */
export type OurSide = {
  freshness: RegionFreshness;
  control: ControlAnswer;
  /** AWS's clock minus ours; null before the first check. */
  clockSkewMs: number | null;
  /** Keys whose status is a fault on our side, by cause. `keys`: the first of them, urgent first. */
  causes: readonly { cause: FindingCode; n: number; keys: readonly FaultKey[] }[];
  /** Keys whose last checks all got no answer, by reason. `keyId`: the key, where there is only one. */
  failed: readonly { fault: ProbeFault | null; n: number; keyId: string | null }[];
};

/** One failed check passes by itself more often than not. After so many in a row somebody has to look. */
export const FAILED_IN_A_ROW = 3;

type Fault = {
  kind: string;
  words: string;
  href: string;
  /** What our people do next. */
  next?: string;
  notUsableSince?: Date | null;
  links?: HomeRow['links'];
};

/** So many customers of a fault are named. */
const CUSTOMERS_NAMED = 3;

/** What is wrong, where the word of a list says only whose fault it is. */
const FAULT_WORD: Readonly<Partial<Record<FindingCode, string>>> = {
  vendor_permission_fault: 'our own permissions deny our calls',
};
const FAULT_NEXT: Readonly<Partial<Record<FindingCode, string>>> = {
  vendor_permission_fault:
    'Backups may be failing. Give the message and request ID on the key’s page to the people who run our AWS accounts, and check again when they have corrected it',
};
const NEXT_OF_OTHERS = 'Tell the people who run our AWS accounts, and check again when they have corrected it';

/** A fault with the customers whose keys it concerns, since when, and what our people do next. */
function faultOfKeys(
  { cause, n, keys }: OurSide['causes'][number],
  region: string,
): Pick<Fault, 'words' | 'href' | 'next' | 'notUsableSince' | 'links'> {
  const customers = [...new Map(keys.map(({ customerId, customerName }) => [customerId, customerName]))];
  // Of more keys than were read nobody knows the earliest.
  const whole = keys.length >= n;
  const earliestOf = (times: readonly (Date | null)[]): number =>
    Math.min(...times.map((at) => at?.getTime() ?? Number.POSITIVE_INFINITY));
  const sinceMs = earliestOf(keys.map((key) => key.since));
  const notUsableMs = earliestOf(keys.map(({ notUsableSince }) => notUsableSince));
  const began = whole && Number.isFinite(sinceMs) ? ` since ${since(sinceMs)}` : '';
  const list = `/keys?cause=${cause}&region=${region}`;
  const [only] = keys;
  const more = customers.length > CUSTOMERS_NAMED || !whole;
  return {
    words: `${FAULT_WORD[cause] ?? findingRecord(cause).word}: ${keysWords(n)}${began}`,
    href: n === 1 && only !== undefined ? `/keys/${only.id}` : list,
    next: FAULT_NEXT[cause] ?? NEXT_OF_OTHERS,
    notUsableSince: whole && Number.isFinite(notUsableMs) ? new Date(notUsableMs) : null,
    links: [
      ...customers.slice(0, CUSTOMERS_NAMED).map(([id, name]) => ({ label: name, href: `/customers/${id}` })),
      ...(more ? [{ label: `All ${keysWords(n)}`, href: list }] : []),
    ],
  };
}

const keysWords = (n: number): string => (n === 1 ? '1 key' : `${n.toLocaleString('en-US')} keys`);
const since = (atMs: number): string => instantWords(new Date(atMs));

/** Why statuses of a region are from before. While no worker is at work, that is said above everything else. */
function answerFault({ answers }: RegionState, workerAtWork: boolean): string | null {
  switch (answers.kind) {
    case 'silent':
      return `KMS hasn’t answered since ${since(answers.sinceMs)}, so nothing can be checked`;
    case 'late':
      return workerAtWork ? `no key has been checked since ${since(answers.answeredAtMs)}` : null;
    case 'clock_error':
      return 'a stored time is in the future, so no age is known';
    case 'answering':
    case 'unanswered':
    case 'never':
    case 'no_keys':
      return null;
  }
}

function faultsOf(
  { freshness, control, clockSkewMs, causes, failed }: OurSide,
  now: Date,
  workerAtWork: boolean,
): Fault[] {
  const { region } = freshness;
  const ofRegion = regionHref(region);
  const state = regionState(freshness, now.getTime());
  const answer = answerFault(state, workerAtWork);
  return [
    ...(answer === null ? [] : [{ kind: 'answer', words: answer, href: ofRegion }]),
    // An incident has a line of its own, with its keys.
    ...causes
      .filter(({ cause }) => cause !== 'region_incident')
      .map((one) => ({ kind: one.cause, ...faultOfKeys(one, region) })),
    // Where KMS is silent, that is why they fail.
    ...(state.answers.kind === 'silent' ? [] : failed).map(({ fault, n, keyId }) => ({
      kind: `failed ${fault ?? ''}`,
      words: `the last ${FAILED_IN_A_ROW} checks or more got no answer${fault === null ? '' : ` (${findingRecord(findingOfFault(fault)).word})`}: ${keysWords(n)}`,
      href: keyId === null ? ofRegion : `/keys/${keyId}`,
    })),
    ...(control.kind === 'bad_state' || control.kind === 'denied'
      ? [{ kind: 'control', words: `control key: ${controlAnswerWords(control).words}`, href: ofRegion }]
      : []),
    ...(clockSkewMs !== null && Math.abs(clockSkewMs) >= CLOCK_DIFFERS_MS
      ? [{ kind: 'clock', words: `our clock: ${clockSkewWords(clockSkewMs)}`, href: ofRegion }]
      : []),
  ];
}

/** The faults on our own side: a row for each region and fault, whatever number of keys it concerns. */
export const ourFaults = (
  regions: readonly OurSide[],
  now: Date,
  { workerAtWork }: { workerAtWork: boolean },
): HomeRow[] =>
  regions.flatMap((one) =>
    faultsOf(one, now, workerAtWork).map(({ kind, words, href, next, notUsableSince, links }) => ({
      id: `fault ${one.freshness.region} ${kind}`,
      href,
      name: 'Our side',
      beside: one.freshness.region,
      status: null,
      problem: words,
      by: ACTS_SHORT_WORD.vendor,
      notUsableSince: notUsableSince?.toISOString() ?? null,
      deadlineAt: null,
      owner: null,
      ticket: null,
      mark: next ?? null,
      links: links ?? [],
      action: { label: 'Check our side', href },
    })),
  );
