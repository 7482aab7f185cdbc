'use client';

import Link from 'next/link';
import { useContext } from 'react';
import { Dialog } from '#components/ui/dialog.tsx';
import { SelectField, TextArea, TextField } from '#components/ui/field.tsx';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { FieldErrors } from '#components/ui/form-context.ts';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { DEPARTURE_PATHS } from '#lib/core/departure/departure.ts';
import { PATH_WORD } from '#lib/core/departure/departure-words.ts';
import type { CustomerPage, CustomerWorkspace } from '#lib/core/pages/customer-page.ts';
import type { ChangesCustomer } from './customer-part.tsx';

/** What starts a departure or a move from a customer's page, and why this person's role may not; null where it may. */
export type LeavingActions = {
  start: FormAction<unknown, string>;
  move: FormAction<unknown, string>;
  keep: FormAction<null, string>;
  blockedReason: string | null;
};

/** Starts a departure with some of the customer's workspaces. */
export function StartDeparture({ page, actions }: { page: CustomerPage; actions: LeavingActions }) {
  const staying = page.workspaces.items.filter(({ departureId }) => departureId === null);
  const blocked = actions.blockedReason ?? (staying.length === 0 ? 'No workspace that could leave.' : undefined);
  return (
    <Dialog
      trigger={{ label: 'Customer leaves', blockedReason: blocked }}
      title={`${page.name} leaves`}
      description="From now on no first backup or archive job may be created in these workspaces. Nothing else changes yet."
    >
      <Form action={actions.start}>
        <HiddenFields values={{ customerId: page.id }} />
        <fieldset className="space-y-1.5">
          <legend className="mb-1 font-medium">With which workspaces</legend>
          <WorkspaceError />
          {staying.map(({ id, name, region }) => (
            <label key={id} className="flex items-start gap-2">
              <input
                type="checkbox"
                name="workspace"
                value={id}
                defaultChecked={staying.length === 1}
                className="mt-1"
              />
              <span className="wrap-anywhere">
                {name}, {region}
              </span>
            </label>
          ))}
        </fieldset>
        <SelectField name="path" label="Why">
          {DEPARTURE_PATHS.map((path) => (
            <option key={path} value={path}>
              {PATH_WORD[path]}
            </option>
          ))}
        </SelectField>
        <TextArea name="reason" label="What the customer told us" rows={2} required />
        <TextField name="ticket" label="Ticket" maxLength={64} />
        <SubmitButton pendingWords="Starting">Start the departure</SubmitButton>
      </Form>
    </Dialog>
  );
}

/** What the form says of the checkboxes, which have no control of their own. */
function WorkspaceError() {
  const problem = useContext(FieldErrors)['workspace'];
  return problem === undefined ? null : <p className="text-table font-medium text-danger-text">{problem}</p>;
}

/** Whether a workspace leaves or moves, and what may be done about it. */
export function WorkspaceLeaving({
  page,
  workspace,
  regions,
  actions,
}: ChangesCustomer & {
  workspace: CustomerWorkspace;
  regions: readonly { code: string; name: string }[];
  actions: LeavingActions;
}) {
  const { departureId, hasLeft, move, name } = workspace;
  if (departureId !== null)
    return (
      <Link href={`/departures/${departureId}`} prefetch={false} className="link">
        {hasLeft ? 'has left' : 'leaving'}
        <span className="sr-only">: {name}</span>
      </Link>
    );
  return (
    <>
      {move !== null && (
        <Link href={`/setups/${move.setupId}`} prefetch={false} className="link">
          {move.isOver ? 'moved' : 'moves'} {move.direction} {move.region}
          <span className="sr-only">, {name}</span>
        </Link>
      )}
      {move === null && workspace.activeKeyId !== null && (
        <StartMove page={page} workspace={workspace} regions={regions} actions={actions} />
      )}
      {move !== null && move.direction === 'to' && !move.isOver && workspace.activeKeyId !== null && (
        <Dialog
          trigger={{
            label: 'Keep the old key',
            kind: 'quiet',
            size: 'small',
            'aria-label': `Keep the old key of ${name}`,
            blockedReason:
              actions.blockedReason ??
              (move.newKeyCleared ? undefined : `The key in ${move.region} is not cleared yet.`),
          }}
          title={`Keep the old key of ${name} for older backups?`}
          description="New backups no longer use it. It stays watched and is needed for restores until an approver releases it."
        >
          <Form action={actions.keep} doneWords="The old key is retained.">
            <HiddenFields values={{ moveId: move.id }} />
            <TextArea name="how" label="What did you see, and where?" rows={2} required />
            <SubmitButton pendingWords="Recording">Keep as retained</SubmitButton>
          </Form>
        </Dialog>
      )}
    </>
  );
}

function StartMove({
  page,
  workspace: { id, name, region },
  regions,
  actions,
}: {
  page: CustomerPage;
  workspace: CustomerWorkspace;
  regions: readonly { code: string; name: string }[];
  actions: LeavingActions;
}) {
  return (
    <Dialog
      trigger={{
        label: 'Move region',
        kind: 'quiet',
        size: 'small',
        'aria-label': `Move region of ${name}`,
        blockedReason: actions.blockedReason ?? undefined,
      }}
      title={`Move ${name} to another region`}
      description={`A setup starts for the new region. The key in ${region} stays as it is until somebody says otherwise.`}
    >
      <Form action={actions.move}>
        <HiddenFields values={{ customerId: page.id, workspaceId: id }} />
        <SelectField name="region" label="To" required>
          {regions
            .filter(({ code }) => code !== region)
            .map(({ code, name: place }) => (
              <option key={code} value={code}>
                {place}, {code}
              </option>
            ))}
        </SelectField>
        <TextField
          name="name"
          label="Name there"
          hint="As in our product."
          defaultValue={name}
          required
          maxLength={100}
        />
        <TextField name="askedBy" label="Who asked" hint="The customer’s contact, by name." required maxLength={200} />
        <TextField name="ticket" label="Ticket" maxLength={64} />
        <SubmitButton pendingWords="Starting">Start the move</SubmitButton>
      </Form>
    </Dialog>
  );
}
