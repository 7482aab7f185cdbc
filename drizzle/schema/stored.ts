import type { Finding } from '#lib/core/finding.ts';
import type { Cell, KeyFacts } from '#lib/core/probe.ts';

/** A value as jsonb gives it back: instants are ISO text. */
export type AsStored<T> = T extends Date ? string : T extends object ? { [K in keyof T]: AsStored<T[K]> } : T;
export type StoredCell = AsStored<Cell>;
export type StoredFacts = AsStored<KeyFacts>;
export type StoredFinding = AsStored<Finding>;
