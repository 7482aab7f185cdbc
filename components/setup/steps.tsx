import clsx from 'clsx';
import { Instant } from '#components/ui/instant.tsx';
import type { SetupLineView } from '#lib/core/pages/setup-page.ts';
import { STEP_TITLE } from '#lib/core/setup/setup-words.ts';

const STATE_WORD = { done: 'done', current: 'now', later: 'to come' } as const;

/** The numbered steps of a line: done, the current one, and those to come. */
export function Steps({ steps, now }: { steps: SetupLineView['steps']; now: Date }) {
  return (
    <ol aria-label="Steps" className="grid gap-x-5 gap-y-1 text-table sm:grid-cols-2 lg:grid-cols-3">
      {steps.map(({ step, state, at }, index) => (
        <li
          key={step}
          aria-current={state === 'current' ? 'step' : undefined}
          className={clsx('relative pl-4', state === 'current' ? 'font-semibold' : state === 'later' && 'text-subtle')}
        >
          <span aria-hidden="true" className="absolute left-0">
            {state === 'done' ? '✓' : state === 'current' ? '●' : '○'}
          </span>
          {index + 1} {STEP_TITLE[step]}
          <span className="sr-only">, {STATE_WORD[state]}</span>
          {at !== null && (
            <span className="ml-1 font-normal text-subtle">
              <Instant at={at} now={now} focusable={false} />
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}
