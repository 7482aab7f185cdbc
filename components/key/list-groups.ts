import { URGENCY_WORD, type Urgency } from '#lib/core/verdict/urgency.ts';

/** Why rows stand where they are in "urgent first", as the heading over them. */
export const groupWords = (urgency: Urgency | null): string | null => (urgency === null ? null : URGENCY_WORD[urgency]);
