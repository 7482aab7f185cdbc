import clsx from 'clsx';
import { Callout } from '#components/ui/callout.tsx';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { Identifier } from '#components/ui/identifier.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Properties, Property } from '#components/ui/properties.tsx';
import { Section } from '#components/ui/section.tsx';
import { utcWords } from '#components/ui/time-words.ts';
import type { ReplacementLineView } from '#lib/core/pages/replacement-page.ts';
import { isOpen } from '#lib/core/replacement/replacement.ts';
import { LINE_WAITS_FOR_WORD, STATE_WORD } from '#lib/core/replacement/replacement-words.ts';
import { CompareTable } from './compare-table.tsx';
import { KeysOverTime } from './keys-over-time.tsx';
import {
  AcknowledgeForm,
  ApproveForm,
  AskForApproval,
  BackupForm,
  ConfirmAccount,
  EndForms,
  NewKeyForm,
  OverrideForm,
  ReleaseForm,
  ReopenForm,
  RollBackForm,
  SwitchForm,
  TestForm,
} from './line-forms.tsx';
import type { LinePart } from './replacement-actions.ts';

const BOTH_STAY = 'Both keys must stay enabled, with their policies unchanged.';

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
            waiting for {LINE_WAITS_FOR_WORD[standing.waitsFor]} since <Instant at={standing.since} now={page.now} />
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

/** The one thing to do next, and the quieter ones beside it. */
function NextStep(part: LinePart) {
  const { page, line } = part;
  const { standing, newKey, missing } = line;
  const { state, next } = standing;
  const mayDecide = part.actions.approveBlocks === null && line.mayNotApprove === null;
  const tests = next === 'run_tests' || next === 'wait_for_checks' || next === 'correct_new_key';
  return (
    <div className="space-y-3">
      <p className="max-w-prose text-[1.125rem] leading-7 font-medium">{line.next}</p>
      {newKey === null && isOpen(state) && (
        <p className="max-w-prose text-subtle">
          The old key stays enabled, and its policy stays as it is:{' '}
          <Identifier value={line.oldKey.arn} what="ARN of the old key" />
        </p>
      )}
      {(state === 'switched' || state === 'acknowledged' || state === 'rolled_back') && (
        <p className="max-w-prose font-medium text-warning-text">{BOTH_STAY}</p>
      )}
      {missing.length > 0 && newKey !== null && (
        <div>
          <p className="text-table text-subtle">Missing before it can be approved</p>
          <ul className="list-disc pl-5">
            {missing.map((words) => (
              <li key={words} className="max-w-prose">
                {words}
              </li>
            ))}
          </ul>
        </div>
      )}
      <Approval {...part} />
      {state === 'awaiting_approval' && mayDecide && (
        <p className="max-w-prose text-subtle">
          You had no part in it, so you may decide. Taking in a key, editing or running the tests would make you a part
          of it.
        </p>
      )}
      {next === 'get_the_key' && <NewKeyForm {...part} />}
      {line.confirmation.needed && <ConfirmAccount {...part} />}
      {newKey !== null && !newKey.proven && isOpen(state) && (
        <p className="max-w-prose">
          Until ownership is proven, nothing of the new key is tested or shown.{' '}
          <a href={`/keys/${newKey.id}`} className="link">
            Open the new key to prove it
          </a>
        </p>
      )}
      {next === 'acknowledge' && <AcknowledgeForm {...part} />}
      {next === 'first_backup' && <BackupForm {...part} />}
      <div className="flex flex-wrap items-start gap-3">
        {state === 'awaiting_approval' && <ApproveForm {...part} />}
        {state === 'awaiting_approval' && !mayDecide && <AskForApproval {...part} />}
        {state === 'approved' && <SwitchForm {...part} />}
        {newKey?.proven === true && isOpen(state) && <TestForm {...part} primary={tests} />}
        {state === 'acknowledged' && <ReleaseForm {...part} />}
        {(state === 'switched' || state === 'acknowledged') && <RollBackForm {...part} />}
        {isOpen(state) && <EndForms {...part} />}
        {line.mayOverride && <OverrideForm {...part} />}
        {(state === 'rejected' || state === 'withdrawn') && <ReopenForm {...part} />}
      </div>
      {newKey !== null && isOpen(state) && (
        <Disclosure summary="The customer sent another key" className="text-table">
          {() => (
            <div className="mt-2">
              <NewKeyForm {...part} />
            </div>
          )}
        </Disclosure>
      )}
      {line.ended !== null && (
        <>
          <p className="max-w-prose wrap-anywhere">Why: {line.ended.reason}</p>
          <p className="max-w-prose">
            The old key remains the active one. {page.lines.length > 1 && 'The other workspaces go on.'}
          </p>
        </>
      )}
    </div>
  );
}

/** Who asked, who overrode, who approved and until when. */
function Approval({ page: { now }, line: { approval, asked, override, confirmation, switched } }: LinePart) {
  const isOver = approval !== null && (switched !== null || approval.until < now);
  return (
    <>
      {confirmation.done !== null && (
        <p className="max-w-prose text-table">
          Other AWS account confirmed, recorded by {confirmation.done.by},{' '}
          <Instant at={confirmation.done.at} now={now} />: {confirmation.done.how}
        </p>
      )}
      {override !== null && (
        <p className="max-w-prose text-table">
          Goes on without the old key: {override.by}, <Instant at={override.at} now={now} />: {override.reason}
        </p>
      )}
      {approval !== null && (
        <p className={clsx('max-w-prose text-table', approval.ended !== null && 'text-warning-text')}>
          Approved by {approval.by}, <Instant at={approval.at} now={now} />. {isOver ? 'Held' : 'Holds'} from{' '}
          {utcWords(approval.from.getTime())} until {utcWords(approval.until.getTime())}.{' '}
          {approval.ended !== null && `It no longer holds. ${approval.ended}`}
        </p>
      )}
      {approval === null && asked !== null && (
        <p className="text-table text-subtle">
          {asked.by} asked for approval, <Instant at={asked.at} now={now} />.
        </p>
      )}
    </>
  );
}

function Flags({ flags }: { flags: ReplacementLineView['flags'] }) {
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

function MoveTestLine({ page: { now }, line: { moveTest } }: LinePart) {
  return (
    <p className="mt-3 max-w-prose text-table">
      <span className="font-medium">Can data be moved? </span>
      {moveTest === null ? (
        'Not tested yet.'
      ) : (
        <>
          {moveTest.words} <Instant at={moveTest.at} now={now} />
        </>
      )}
    </p>
  );
}

const STEP_MARK = { done: '✓', now: '●', later: '○' } as const;

function Plan({ line: { plan } }: { line: ReplacementLineView }) {
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

/** The stages of a switch, each with who or what reported it, and what still depends on the keys. */
function Stages({ page: { now }, line }: LinePart) {
  const { switched, acknowledged, firstBackup, moved, rolledBack, oldDependents, newDependents, kept } = line;
  if (switched === null) return null;
  return (
    <div className="mt-4">
      <Properties>
        <Property label="Ordered">
          {switched.by}, <Instant at={switched.at} now={now} />
        </Property>
        <Property label="Acknowledged" unknown={acknowledged === null}>
          {acknowledged === null ? (
            'Not yet'
          ) : (
            <>
              {acknowledged.by}, <Instant at={acknowledged.at} now={now} />: {acknowledged.how}
            </>
          )}
        </Property>
        <Property label="First backup" unknown={firstBackup === null}>
          {firstBackup === null ? (
            'None recorded'
          ) : (
            <>
              {firstBackup.by}, <Instant at={firstBackup.at} now={now} />
            </>
          )}
        </Property>
        {rolledBack !== null && (
          <Property label="Rolled back">
            {rolledBack.by}, <Instant at={rolledBack.at} now={now} />: {rolledBack.why}. {rolledBack.reason}
          </Property>
        )}
        <Property label="Older backups" unknown={moved === null}>
          {moved === null ? (
            'Not reported how many restore points need the old key'
          ) : (
            <>
              {(moved.of - moved.left).toLocaleString('en-GB')} of {moved.of.toLocaleString('en-GB')} restore points no
              longer need the old key, as of <Instant at={moved.asOf} now={now} />
            </>
          )}
        </Property>
        <Property label="Needs the old key" unknown={oldDependents === null}>
          {oldDependents === null ? (
            'Never reported. That is unknown, not zero'
          ) : (
            <>
              {oldDependents.words}, as of <Instant at={oldDependents.asOf} now={now} />
            </>
          )}
        </Property>
        <Property
          label="Needs the new key"
          unknown={newDependents === null}
          hint={rolledBack === null ? 'The release of the old key doesn’t wait for it.' : undefined}
        >
          {newDependents === null ? (
            'Never reported. That is unknown, not zero'
          ) : (
            <>
              {newDependents.words}, as of <Instant at={newDependents.asOf} now={now} />
            </>
          )}
        </Property>
        {kept !== null && (
          <Property
            label={rolledBack === null ? 'May the old key be disabled?' : 'May the new key be disabled?'}
            hint={kept.length === 0 ? 'Nothing has depended on it for seven days.' : undefined}
          >
            {kept.length === 0
              ? 'Not yet: an approver has to release it first.'
              : ['No.', ...kept].map((words) => (
                  <span key={words} className="block">
                    {words}
                  </span>
                ))}
          </Property>
        )}
      </Properties>
    </div>
  );
}
