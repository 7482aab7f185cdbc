import { Age } from '#components/ui/age.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Section } from '#components/ui/section.tsx';
import { isOpen } from '#lib/core/replacement/replacement.ts';
import { LINE_WAITS_FOR_WORD, STATE_WORD } from '#lib/core/replacement/replacement-words.ts';
import { durationWords, sinceWords } from '#lib/core/text/time-words.ts';
import { CompareTable } from './compare-table.tsx';
import { KeysOverTime } from './keys-over-time.tsx';
import type { LinePart } from './replacement-actions.ts';
import { Flags, MoveTestLine, Plan } from './line-decision.tsx';
import { NextStep } from './line-next-step.tsx';
import { Stages } from './line-stages.tsx';

/** One workspace of a request: what it waits for and what to do, then everything that the decision rests on. */
export function ReplacementLine(part: LinePart) {
  const { page, line } = part;
  const { standing, flags } = line;
  const { state } = standing;
  return (
    <Section
      title={`${line.workspace}, ${line.region}: ${STATE_WORD[state]}`}
      aside={
        standing.waitsFor === 'nobody' ? undefined : (
          <>
            waiting for {LINE_WAITS_FOR_WORD[standing.waitsFor]} since {sinceWords(standing.since, page.now)}{' '}
            <span className="whitespace-nowrap">
              (<Age since={standing.since} now={page.now} words={durationWords} />)
            </span>
            {standing.dueAt !== null && (
              <>
                , due <Instant at={standing.dueAt} now={page.now} />
              </>
            )}
          </>
        )
      }
    >
      {line.alarms.map((words) => (
        <div key={words} className="mb-3">
          <Callout tone="danger" title={words} />
        </div>
      ))}
      {flags.some(({ weight }) => weight === 'stops') && (
        <div className="mb-3">
          <Callout tone="danger" title="This can’t be approved">
            {flags
              .filter(({ weight }) => weight === 'stops')
              .map(({ code, words }) => (
                <p key={code}>{words}</p>
              ))}
          </Callout>
        </div>
      )}
      <NextStep {...part} />
      {line.newKey !== null && isOpen(state) && (
        <>
          <Flags flags={flags} />
          <div className="mt-6 grid gap-x-8 gap-y-6 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
            <div>
              <h3 className="mb-1 font-medium">Side by side</h3>
              <CompareTable line={line} />
              <MoveTestLine {...part} />
            </div>
            <Plan line={line} />
          </div>
        </>
      )}
      {!isOpen(state) && <Stages {...part} />}
      {line.newKey !== null && !isOpen(state) && line.compared.length > 0 && (
        <Disclosure summary="Both keys side by side" className="mt-4">
          {() => (
            <>
              <CompareTable line={line} />
              <MoveTestLine {...part} />
            </>
          )}
        </Disclosure>
      )}
      {line.keysOverTime.length > 0 && (
        <Disclosure summary="The keys of this workspace over time" className="mt-4">
          {() => (
            <div className="mt-2">
              <KeysOverTime keys={line.keysOverTime} now={page.now} />
            </div>
          )}
        </Disclosure>
      )}
    </Section>
  );
}
