import { findingRecord, FINDING_CODES, type FindingCode } from '#lib/core/finding/all-findings.ts';
import { VERDICT_WORD } from '#lib/core/finding/status.ts';
import { KEY_ROLE_WORD } from '#lib/core/key/role-words.ts';
import { keyFilterParameters, type KeyFilter } from '#lib/core/verdict/key-filter.ts';

const DEADLINE_WORD = { '24h': 'deadline within 24 h', '7d': 'deadline within 7 d', any: 'has a deadline' } as const;
const CHANGED_WORD = {
  '1h': 'changed in the last hour',
  '24h': 'changed in the last 24 h',
  '7d': 'changed in the last 7 d',
} as const;

/** AWS's key states, for the filter. A state that AWS adds can still be typed in the URL. */
export const KEY_STATES = [
  'Enabled',
  'Disabled',
  'PendingDeletion',
  'PendingReplicaDeletion',
  'PendingImport',
  'Unavailable',
  'Creating',
  'Updating',
] as const;

/** The causes that a key's status can have, by their words: for the filter. */
export const CAUSE_OPTIONS: readonly { code: FindingCode; word: string }[] = FINDING_CODES.map(findingRecord)
  .filter(({ status, family }) => status !== null && family !== 'intake')
  .concat(findingRecord('ownership_unproven'))
  .map(({ code, word }) => ({ code, word }))
  .toSorted((a, b) => (a.word < b.word ? -1 : 1));

const causeWord = (code: string): string => CAUSE_OPTIONS.find((option) => option.code === code)?.word ?? code;

/** A filter in words, and the URL parameters without it. */
export type FilterInWords = { words: string; without: string };

/** The filters that are on, each in words, in the order of the sentence above the list. */
export function filtersInWords(filter: KeyFilter, columns: string | null): FilterInWords[] {
  const without = (change: Partial<KeyFilter>): string => {
    const parameters = keyFilterParameters({ ...filter, ...change });
    if (columns !== null) parameters.set('columns', columns);
    return parameters.toString();
  };
  const { search, verdict, cause, region, role, keyState, deadline, changed } = filter;
  return [
    ...(search === null ? [] : [{ words: `“${search}”`, without: without({ search: null }) }]),
    ...(verdict === null ? [] : [{ words: VERDICT_WORD[verdict], without: without({ verdict: null }) }]),
    ...(cause === null ? [] : [{ words: causeWord(cause), without: without({ cause: null }) }]),
    ...(region === null ? [] : [{ words: region, without: without({ region: null }) }]),
    ...(role === null ? [] : [{ words: `role: ${KEY_ROLE_WORD[role]}`, without: without({ role: null }) }]),
    ...(keyState === null ? [] : [{ words: keyState, without: without({ keyState: null }) }]),
    ...(deadline === null ? [] : [{ words: DEADLINE_WORD[deadline], without: without({ deadline: null }) }]),
    ...(changed === null ? [] : [{ words: CHANGED_WORD[changed], without: without({ changed: null }) }]),
  ];
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** A select of the filter panel: its parameter, its label, and its choices besides "any". */
export type FilterChoice = { name: string; label: string; value: string | null; options: readonly [string, string][] };

/**
 * The selects of the filter panel.
 * @param only the parameters that the list knows; the list of customers has fewer
 */
export function filterChoices(
  filter: KeyFilter,
  regions: readonly { code: string; name: string }[],
  only: readonly string[],
): FilterChoice[] {
  const all: FilterChoice[] = [
    { name: 'verdict', label: 'Status', value: filter.verdict, options: Object.entries(VERDICT_WORD) },
    {
      name: 'cause',
      label: 'Cause',
      value: filter.cause,
      options: CAUSE_OPTIONS.map(({ code, word }) => [code, capital(word)]),
    },
    {
      name: 'region',
      label: 'Region',
      value: filter.region,
      options: regions.map(({ code, name }) => [code, `${code} ${name}`]),
    },
    {
      name: 'role',
      label: 'Role',
      value: filter.role,
      options: Object.entries(KEY_ROLE_WORD).map(([role, word]) => [role, capital(word)]),
    },
    { name: 'state', label: 'Key state', value: filter.keyState, options: KEY_STATES.map((state) => [state, state]) },
    {
      name: 'deadline',
      label: 'Deadline',
      value: filter.deadline,
      options: Object.entries(DEADLINE_WORD).map(([value, word]) => [value, capital(word)]),
    },
    {
      name: 'changed',
      label: 'Status changed',
      value: filter.changed,
      options: Object.entries(CHANGED_WORD).map(([value, word]) => [value, capital(word)]),
    },
  ];
  return all
    .filter(({ name }) => only.includes(name))
    .map((choice) =>
      // A value that only the URL knows stays chosen.
      choice.value === null || choice.options.some(([value]) => value === choice.value)
        ? choice
        : { ...choice, options: [...choice.options, [choice.value, choice.value]] },
    );
}
