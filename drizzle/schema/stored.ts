import type { Dependents } from '#lib/core/service/dependents.ts';
import type { Cell, KeyFacts } from '#lib/core/probe/report.ts';

/** A value as jsonb returns it: dates are ISO text. */
export type AsStored<T> = T extends Date ? string : T extends object ? { [K in keyof T]: AsStored<T[K]> } : T;
export type StoredCell = AsStored<Cell>;
export type StoredFacts = AsStored<KeyFacts>;
export type StoredDependents = AsStored<Dependents>;
/** A finding in the form of whichever version stored it: the reader knows which codes and details this version understands. */
export type StoredFinding = { code: string; confidence: string; detail: Readonly<Record<string, unknown>> };
