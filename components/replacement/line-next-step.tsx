import clsx from 'clsx';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { Identifier } from '#components/ui/identifier.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { utcWords } from '#components/ui/time-words.ts';
import { isOpen } from '#lib/core/replacement/replacement.ts';
import { ApproveForm, AskForApproval } from './approval-forms.tsx';
import { EndForms, ReopenForm } from './end-forms.tsx';
import { ConfirmAccount, NewKeyForm, OverrideForm, TestForm } from './new-key-forms.tsx';
import { AcknowledgeForm, BackupForm, ReleaseForm, RollBackForm, SwitchForm } from './switch-forms.tsx';
import type { LinePart } from './replacement-actions.ts';

const BOTH_STAY = 'Both keys must stay enabled, with their policies unchanged.';

/** The one thing to do next, and the quieter ones beside it. */
export function NextStep(part: LinePart) {
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
          Approved by {approval.by}, <Instant at={approval.at} now={now} />. It{' '}
          {isOver || approval.ended !== null ? 'was' : 'is'} valid from {utcWords(approval.from.getTime())} until{' '}
          {utcWords(approval.until.getTime())}. {approval.ended !== null && `It is no longer valid. ${approval.ended}`}
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
