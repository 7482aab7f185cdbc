import type { SetupText } from './setup.ts';
import type { SetupStep } from './stage.ts';

/** A frozen text, as far as it matters whether somebody still has to send it. */
type Text = { lineId: string | null; kind: SetupText; frozen: { at: Date }; told: object | null };
type Line = {
  id: string;
  stage: { step: SetupStep } | null;
  steps: readonly { step: SetupStep; at: Date | null }[];
  /** When they were told what the tests found, also in a reply of the key's page; null while they were not. */
  resultTold: { at: Date } | null;
};

/** A text is out of date once one of these steps was done after it was made. */
const ENDED_BY: Readonly<Record<SetupText, readonly SetupStep[]>> = {
  instructions: ['key'],
  follow_up: ['key', 'ownership'],
  findings: ['key', 'tests'],
  tests_passed: ['key', 'clear'],
  cleared: ['key'],
};

function isCurrent({ kind, lineId, frozen }: Text, lines: readonly Line[]): boolean {
  const about = lineId === null ? lines : lines.filter(({ id }) => id === lineId);
  // Only the clearance itself makes this text, and a withdrawn proof takes it back.
  if (kind === 'cleared' && about.every(({ stage }) => stage?.step !== 'told')) return false;
  if (kind === 'findings' && about.some(({ resultTold }) => resultTold !== null && resultTold.at >= frozen.at))
    return false;
  return about.every(({ steps }) =>
    steps.every(({ step, at }) => at === null || at <= frozen.at || !ENDED_BY[kind].includes(step)),
  );
}

/**
 * The texts that somebody still has to send: of each kind and workspace the newest, unless it was told or something
 * has happened since that it does not know of.
 * @param texts newest first
 */
export function currentTexts<T extends Text>(texts: readonly T[], lines: readonly Line[]): T[] {
  const seen = new Set<string>();
  return texts.filter((text) => {
    const place = `${text.kind} ${text.lineId ?? ''}`;
    if (seen.has(place)) return false;
    seen.add(place);
    return text.told === null && isCurrent(text, lines);
  });
}
