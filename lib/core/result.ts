/** An expected outcome of a verb: a value, or one named refusal. Surprises are thrown instead. */
export type Result<T, Refusal extends string> = { ok: true; value: T } | { ok: false; reason: Refusal };

export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
export const refuse = <R extends string>(reason: R): { ok: false; reason: R } => ({ ok: false, reason });

/** Something we may or may not have been able to look at. "Not seen" is never "no" (H15). */
export type Observed<T> = { seen: true; value: T } | { seen: false };
