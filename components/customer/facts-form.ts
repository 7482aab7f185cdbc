import type { CustomerFacts } from '#lib/core/customer/customer-facts.ts';

/** The facts of a customer as the fields of a form hold them. */
export type TypedFacts = {
  name: string;
  externalId: string;
  timeZone: string;
  /** ISO weekdays with commas. */
  workingDays: string;
  serviceLevel: string;
  providerName: string;
};
export type FactName = keyof TypedFacts;

export const NOTHING_TYPED: TypedFacts = {
  name: '',
  externalId: '',
  timeZone: '',
  workingDays: '',
  serviceLevel: '',
  providerName: '',
};
const NAMES = Object.keys(NOTHING_TYPED) as FactName[];

/** Stored facts as the form shows them. */
export const typedOf = (facts: Omit<CustomerFacts, 'providerId'> & { providerName: string | null }): TypedFacts => ({
  name: facts.name,
  externalId: facts.externalId ?? '',
  timeZone: facts.timeZone ?? '',
  workingDays: facts.workingDays?.join(',') ?? '',
  serviceLevel: facts.serviceLevel ?? '',
  providerName: facts.providerName ?? '',
});

/** A form in the middle of an edit: what it began with, at which revision, and what is typed now. */
export type Edit = {
  base: TypedFacts;
  revision: number;
  typed: TypedFacts;
  /** Fields that somebody else changed while they were typed in, with the value that is stored now. */
  changedMeanwhile: Partial<TypedFacts>;
};

/** A form in which nothing is typed yet. */
export const beginEdit = (facts: TypedFacts, revision: number): Edit => ({
  base: facts,
  revision,
  typed: facts,
  changedMeanwhile: {},
});

/** Whether every field is as it was. */
export const isUntouched = ({ base, typed }: Edit): boolean => NAMES.every((name) => typed[name] === base[name]);

/**
 * Goes on from what is stored now. Fields in which nothing was typed take the new value; the others keep what was typed,
 * and say what somebody else made of them.
 */
export function goOnFrom(edit: Edit, stored: TypedFacts, revision: number): Edit {
  const { base, typed } = edit;
  const isTyped = (name: FactName): boolean => typed[name] !== base[name];
  const next = { ...stored };
  const changedMeanwhile: Partial<TypedFacts> = {};
  for (const name of NAMES) {
    if (!isTyped(name)) continue;
    next[name] = typed[name];
    if (stored[name] !== base[name] && stored[name] !== typed[name]) changedMeanwhile[name] = stored[name];
  }
  return { base: stored, revision, typed: next, changedMeanwhile };
}
