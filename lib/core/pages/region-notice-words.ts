import { durationWords, instantWords } from '#lib/core/text/time-words.ts';
import {
  regionState,
  type AnswerState,
  type RegionFreshness,
  type RegionState,
} from '#lib/core/verdict/region-freshness.ts';

/** One thing to know about regions before reading statuses there: the fact, its age, what it means and what to do. */
export type RegionNotice = {
  key: string;
  tone: 'danger' | 'warning';
  fact: string;
  /** "(8 min)"; empty where no age is known. Only this changes while time passes. */
  age: string;
  meaning: string;
};
/** `quiet`: the parts of one line about regions where nothing is wrong. */
export type RegionNotices = { notices: RegionNotice[]; quiet: string[] };

type Told = Pick<RegionNotice, 'fact' | 'age'>;
type StateOf = RegionState & { code: string };
type Answers<K extends AnswerState['kind']> = Extract<AnswerState, { kind: K }> & { code: string };

/** Up to so many regions get a line each; more share one. */
const LINES_EACH = 3;
/** So many regions are named in one line. */
const NAMED = 3;

const OLDER = 'Statuses here are from before that time; later changes in AWS are not shown.';
const MEANS = {
  incident:
    'Many customers lost access together. Check our own side first: keys that lost access shortly before may be part of the incident.',
  silent: `${OLDER} It doesn’t mean that a key has a problem. If it lasts, the people who run Keydesk must check AWS Health, our own access to KMS and the worker.`,
  notAsked: `${OLDER} The people who run Keydesk must make sure that a worker runs.`,
  askedInVain: `${OLDER} Open a key to see why it could not be checked.`,
  never:
    'Keys are checked while a worker runs. If this lasts, the people who run Keydesk must make sure that one does.',
  clock_error:
    'A clock was set back, or a copy of the database was restored, so Keydesk can’t tell how old the statuses here are. The next answer from KMS corrects this.',
  paused:
    'KMS throttles our account, so the statuses here get older. Checks resume by themselves; nobody needs to act.',
} as const;

/**
 * What a page says at its top about the regions whose keys it shows: incidents, then where statuses are from before, then
 * pauses, then one quiet line. An attempt never counts as an answer (H7).
 */
export function regionNotices(regions: readonly RegionFreshness[], nowMs: number): RegionNotices {
  const states = regions.map((region) => ({ code: region.region, ...regionState(region, nowMs) }));
  const answers = <K extends AnswerState['kind']>(kind: K): Answers<K>[] =>
    states.flatMap(({ code, answers: one }) => (one.kind === kind ? [{ code, ...one } as Answers<K>] : []));
  return {
    notices: [
      ...incidentNotices(states, nowMs),
      ...silentNotices(answers('silent'), nowMs),
      ...lateNotices(answers('late'), nowMs),
      ...neverNotices(answers('never')),
      ...clockNotices(answers('clock_error')),
      ...pauseNotices(states, nowMs),
    ],
    quiet: [
      ...answeringWords(answers('answering'), nowMs),
      ...named(answers('unanswered'), 'no answer to the latest checks yet'),
    ],
  };
}

/** A line for each of a few regions, or one line for all of them, so that many don't fill the screen. */
function linesOf<T extends { code: string }>(
  regions: readonly T[],
  { key, tone, meaning }: Pick<RegionNotice, 'key' | 'tone' | 'meaning'>,
  one: (region: T) => Told,
  many: () => Told,
): RegionNotice[] {
  return regions.length > LINES_EACH
    ? [{ key, tone, ...many(), meaning: `${codesOf(regions)}. ${meaning}` }]
    : regions.map((region) => ({ key: `${key} ${region.code}`, tone, ...one(region), meaning }));
}

function incidentNotices(states: readonly StateOf[], nowMs: number): RegionNotice[] {
  const held = states.flatMap(({ code, incident }) => (incident === null ? [] : [{ code, ...incident }]));
  return linesOf(
    held,
    { key: 'incident', tone: 'danger', meaning: MEANS.incident },
    ({ code, sinceMs }) =>
      sinceMs === null
        ? { fact: `Incident in ${code}; clock error: its start is in the future`, age: '' }
        : dated(`Incident in ${code} since`, sinceMs, nowMs),
    () => ({ fact: `Incidents in ${held.length} regions`, age: '' }),
  );
}

const silentNotices = (silent: readonly Answers<'silent'>[], nowMs: number): RegionNotice[] =>
  linesOf(
    silent,
    { key: 'silent', tone: 'warning', meaning: MEANS.silent },
    ({ code, sinceMs }) => dated(`${code}: no answer since`, sinceMs, nowMs),
    () =>
      dated(
        `${silent.length} regions: no answer, the longest since`,
        Math.min(...silent.map(({ sinceMs }) => sinceMs)),
        nowMs,
      ),
  );

function lateNotices(late: readonly Answers<'late'>[], nowMs: number): RegionNotice[] {
  const asked = late.some(({ askedSince }) => askedSince);
  return linesOf(
    late,
    { key: 'late', tone: 'warning', meaning: asked ? MEANS.askedInVain : MEANS.notAsked },
    ({ code, answeredAtMs, askedSince }) =>
      dated(`${code}: ${askedSince ? 'no answer' : 'no check and no answer'} since`, answeredAtMs, nowMs),
    () =>
      dated(
        `${late.length} regions: ${asked ? 'no answer' : 'no check and no answer'}, the longest since`,
        Math.min(...late.map(({ answeredAtMs }) => answeredAtMs)),
        nowMs,
      ),
  );
}

const neverNotices = (regions: readonly Answers<'never'>[]): RegionNotice[] =>
  linesOf(
    regions,
    { key: 'never', tone: 'warning', meaning: MEANS.never },
    ({ code }) => ({ fact: `${code}: KMS has not answered about a key yet`, age: '' }),
    () => ({ fact: `${regions.length} regions: KMS has not answered about a key yet`, age: '' }),
  );

const clockNotices = (regions: readonly Answers<'clock_error'>[]): RegionNotice[] =>
  linesOf(
    regions,
    { key: 'clock', tone: 'warning', meaning: MEANS.clock_error },
    ({ code }) => ({ fact: `${code}: clock error, a stored time is in the future`, age: '' }),
    () => ({ fact: `${regions.length} regions: clock error, stored times are in the future`, age: '' }),
  );

function pauseNotices(states: readonly StateOf[], nowMs: number): RegionNotice[] {
  const paused = states.flatMap(({ code, pausedUntilMs }) => (pausedUntilMs === null ? [] : [{ code, pausedUntilMs }]));
  return linesOf(
    paused,
    { key: 'paused', tone: 'warning', meaning: MEANS.paused },
    ({ code, pausedUntilMs }) => ({
      fact: `${code}: scheduled checks are paused until ${timeWords(pausedUntilMs, nowMs)}`,
      age: `(${durationWords(pausedUntilMs - nowMs)} left)`,
    }),
    () => ({ fact: `${paused.length} regions: scheduled checks are paused`, age: '' }),
  );
}

function answeringWords(answering: readonly Answers<'answering'>[], nowMs: number): string[] {
  if (answering.length <= LINES_EACH)
    return answering.map(({ code, answeredAtMs }) => `${code} answered ${agoWords(answeredAtMs, nowMs)}`);
  const oldest = Math.min(...answering.map(({ answeredAtMs }) => answeredAtMs));
  return [`${answering.length} regions: KMS answers, the oldest answer ${agoWords(oldest, nowMs)}`];
}

const named = (regions: readonly { code: string }[], words: string): string[] =>
  regions.length === 0 ? [] : [`${codesOf(regions)}: ${words}`];

/** "eu-west-1, us-west-2, ap-southeast-2 and 9 more" */
function codesOf(regions: readonly { code: string }[]): string {
  const codes = regions.map(({ code }) => code);
  const more = codes.length - NAMED;
  return more <= 0 ? codes.join(', ') : `${codes.slice(0, NAMED).join(', ')} and ${more} more`;
}

/** A fact that ends with its time, and its age. */
const dated = (fact: string, sinceMs: number, nowMs: number): Told => ({
  fact: `${fact} ${timeWords(sinceMs, nowMs)}`,
  age: `(${durationWords(nowMs - sinceMs)})`,
});

/** "09:04 UTC" on the same UTC day, else with its date. */
function timeWords(atMs: number, nowMs: number): string {
  const [at, now] = [new Date(atMs).toISOString(), new Date(nowMs).toISOString()];
  return at.slice(0, 10) === now.slice(0, 10) ? `${at.slice(11, 16)} UTC` : instantWords(new Date(atMs));
}

/** "20 s ago", "3 min ago". Seconds count in tens: a figure that changes every second draws the eye for nothing. */
function agoWords(atMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - atMs) / 1_000));
  if (seconds < 10) return 'a few seconds ago';
  if (seconds < 60) return `${Math.floor(seconds / 10) * 10} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  return seconds < 2 * 86_400 ? `${Math.floor(seconds / 3_600)} h ago` : `${Math.floor(seconds / 86_400)} d ago`;
}
