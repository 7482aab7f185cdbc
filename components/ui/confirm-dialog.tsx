'use client';

import { type ReactNode, useContext } from 'react';

import { Button, type ButtonProps } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { TextArea } from './field.tsx';
import { Form, type FormAction } from './form.tsx';
import { CloseDialog } from './form-context.ts';
import { SubmitButton } from './submit-button.tsx';

/**
 * "Do this?" with its consequences and, where the record needs one, a reason. The confirm button repeats the verb.
 * Not for actions that a second press can undo: those need no question.
 */
export function ConfirmDialog<Done, Problem extends string>({
  trigger,
  title,
  confirm,
  pendingWords,
  danger = false,
  reason,
  hidden,
  action,
  doneWords,
  children,
}: {
  trigger: Pick<ButtonProps, 'kind' | 'size' | 'icon' | 'blockedReason' | 'aria-label'> & { label: string };
  title: string;
  confirm: string;
  pendingWords: string;
  danger?: boolean | undefined;
  /** Asks for a reason; it arrives in the form as `reason`. */
  reason?: { label: string; hint?: string | undefined } | undefined;
  /** Hidden values of the form: ids, revisions. */
  hidden?: Readonly<Record<string, string>> | undefined;
  action: FormAction<Done, Problem>;
  doneWords?: string | undefined;
  /** The consequences, and for whom. */
  children: ReactNode;
}) {
  return (
    <Dialog trigger={trigger} title={title} description={children} mustAnswer>
      <Form action={action} doneWords={doneWords}>
        {Object.entries(hidden ?? {}).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {reason && <TextArea name="reason" label={reason.label} hint={reason.hint} required />}
        <div className="flex flex-wrap justify-end gap-2">
          <Cancel />
          <SubmitButton kind={danger ? 'danger' : 'primary'} pendingWords={pendingWords}>
            {confirm}
          </SubmitButton>
        </div>
      </Form>
    </Dialog>
  );
}

function Cancel() {
  const close = useContext(CloseDialog);
  return (
    <Button data-cancel="" onClick={close}>
      Cancel
    </Button>
  );
}
