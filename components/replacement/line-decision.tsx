import clsx from 'clsx';
import { Instant } from '#components/ui/instant.tsx';
import type { ReplacementLineView } from '#lib/core/pages/replacement-page.ts';
import type { LinePart } from './replacement-actions.ts';

/** What speaks against a replacement, or must be known, by rule. Flags that stop it stand above. */
export function Flags({ flags }: { flags: ReplacementLineView['flags'] }) {
  const told = flags.filter(({ weight }) => weight !== 'stops');
  return (
    <div className="mt-6">
      <h3 className="mb-1 font-medium">Flags</h3>
      {flags.length === 0 ? (
        <p className="text-subtle">None: same account, same region, asked by a verified contact, nothing out of use.</p>
      ) : (
        <ul aria-label="Flags" className="space-y-1">
          {told.map(({ code, weight, words }) => (
            <li
              key={code}
              className={clsx('max-w-prose pl-4 -indent-4', weight === 'decide' ? 'text-warning-text' : 'text-default')}
            >
              <span aria-hidden="true" className="inline-block w-4 indent-0">
                {weight === 'decide' ? '▲' : '·'}
              </span>
              <span className="sr-only">{weight === 'decide' ? 'To decide: ' : 'To know: '}</span>
              {words}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Whether backups can be moved to the new key, as the test between both keys said. */
export function MoveTestLine({ page: { now }, line: { moveTest } }: LinePart) {
  return (
    <p className="mt-3 max-w-prose text-table">
      <span className="font-medium">Can data be moved? </span>
      {moveTest === null ? (
        'Not tested yet.'
      ) : (
        <>
          {moveTest.words} Tested <Instant at={moveTest.at} now={now} />.
        </>
      )}
    </p>
  );
}

const STEP_MARK = { done: '✓', now: '●', later: '○' } as const;

/** Each step with what undoes it. */
export function Plan({ line: { plan } }: { line: ReplacementLineView }) {
  return (
    <div>
      <h3 className="mb-1 font-medium">What will happen, and until when it can be undone</h3>
      <ol aria-label="What will happen" className="divide-y divide-line">
        {plan.map(({ what, undo, state }) => (
          <li key={what} className="py-2 text-table" aria-current={state === 'now' ? 'step' : undefined}>
            <p
              className={clsx(
                'max-w-prose pl-4 -indent-4',
                state === 'now' && 'font-semibold',
                state === 'later' && 'text-subtle',
              )}
            >
              <span aria-hidden="true" className="inline-block w-4 indent-0">
                {STEP_MARK[state]}
              </span>
              {what}
            </p>
            <p className="max-w-prose pl-4 text-subtle">Undo: {undo}</p>
          </li>
        ))}
      </ol>
    </div>
  );
}
