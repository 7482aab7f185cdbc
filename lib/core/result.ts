/** An expected outcome of a use case: a value, or a named refusal. Anything unexpected is thrown. */
export type Result<T, Refusal extends string> = { ok: true; value: T } | { ok: false; reason: Refusal };

export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
export const refuse = <R extends string>(reason: R): { ok: false; reason: R } => ({ ok: false, reason });

/** A value that we may have been unable to see. "Not seen" never means "no" (H15). */
export type Observed<T> = { seen: true; value: T } | { seen: false };
