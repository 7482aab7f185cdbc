import { instantWords } from '#lib/core/text/time-words.ts';
import type { Owner } from './owner.ts';

/** Who has something, in words: "Ana", "team", "team (Ana is away until …)". */
export function ownerWords(owner: Owner): string {
  if (owner.kind === 'person') return owner.name;
  if (owner.absent === null) return TEAM_WORD;
  const { name, awayUntil } = owner.absent;
  const why = awayUntil === null ? 'is disabled' : `is away until ${instantWords(awayUntil)}`;
  return `${TEAM_WORD} (${name} ${why})`;
}

/** How the team is named where a person's name would be. */
export const TEAM_WORD = 'team';
