/** Why an action was refused before or by its use case. A use case's own refusals carry their own names. */
export const GUARD_PROBLEMS = [
  'foreign_origin',
  'signed_out',
  'not_allowed',
  'invalid',
  'too_large',
  'no_database',
] as const;
export type GuardProblem = (typeof GUARD_PROBLEMS)[number];

/** The result of a form's last submission. What was typed stays in the form in every case. */
export type ActionState<T, Problem extends string = string> =
  | { status: 'idle' }
  | { status: 'done'; value: T }
  | {
      status: 'refused';
      problem: GuardProblem | Problem;
      words: string;
      /** Words for single fields, by field name. */
      fieldErrors?: Readonly<Record<string, string>>;
    }
  /** An unexpected error: the log has the details under this reference. `words`: what failed, where that is known. */
  | { status: 'failed'; reference: string; words?: string };

/** A refusal as a form shows it. */
export const refusal = <Problem extends string>(
  problem: Problem,
  words: string,
  fieldErrors?: Readonly<Record<string, string>>,
): Extract<ActionState<never, Problem>, { status: 'refused' }> => ({
  status: 'refused',
  problem,
  words,
  ...(fieldErrors !== undefined && { fieldErrors }),
});
