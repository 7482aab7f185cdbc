import type { VerdictStatus } from '#lib/core/finding/status.ts';

/** One thing that was found. */
export type FoundItem = {
  /** Unique among what was found. */
  id: string;
  label: string;
  /** What tells it from others of that name, and stays true. */
  detail: string;
  /** The status in words with its cause; null where there is none. Nobody may remember it (H26). */
  statusWords: string | null;
  href: string;
  /** Of a key, or of a customer's most urgent key; null where there is none to show (H16). */
  status: VerdictStatus | null;
  /** The key that opening it also checks; null where it only opens. */
  checks: string | null;
  /** Why this person's role may not do it; null where it may. */
  blockedReason: string | null;
};

/** Ends the address of an item that opens the form for evidence with the pasted text in it. */
export const ADD_EVIDENCE = '#add-evidence';

/** Things of one kind, ten at most. */
export type FoundGroup = {
  title: string;
  items: readonly FoundItem[];
  /** Whether there are more than these. */
  more: boolean;
};

/** What "Find anything" answers. */
export type Found = {
  /** What was read of a paste; null for a text that was only searched for. */
  read: string | null;
  /** Whether the text can be added to a key as evidence. */
  isEvidence: boolean;
  groups: readonly FoundGroup[];
  /** What was searched, for when nothing was found. */
  searched: string;
};
