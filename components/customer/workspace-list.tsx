'use client';

import Link from 'next/link';
import { SelectField, TextField } from '#components/ui/field.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { Section } from '#components/ui/section.tsx';
import { PartForm, type ChangesCustomer } from './customer-part.tsx';
import { WorkspaceLeaving, type LeavingActions } from './departure-forms.tsx';

export type RegionChoice = { code: string; name: string };

/** A customer's workspaces, and the key that protects each. */
export function WorkspaceList<Done, Problem extends string>({
  regions,
  action,
  leaving,
  ...changes
}: ChangesCustomer & {
  regions: readonly RegionChoice[];
  action: FormAction<Done, Problem>;
  leaving: LeavingActions;
}) {
  const { items, more } = changes.page.workspaces;
  return (
    <Section
      id="workspaces"
      title="Workspaces"
      aside={
        <PartForm
          {...changes}
          label="Add a workspace"
          title="Add a workspace"
          confirm="Add workspace"
          pendingWords="Adding"
          doneWords="The workspace is added."
          action={action}
        >
          <TextField name="name" label="Name" hint="As in our product." required maxLength={100} />
          <SelectField name="region" label="Hosting region" hint="Where we store this workspace’s backups." required>
            {regions.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}, {code}
              </option>
            ))}
          </SelectField>
        </PartForm>
      }
    >
      {items.length === 0 && <p className="text-subtle">None on record.</p>}
      <ul aria-label="Workspaces" className="divide-y divide-line">
        {items.map((workspace) => {
          const { id, name, region, activeKeyId } = workspace;
          return (
            <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5">
              <span className="font-medium wrap-anywhere">{name}</span>
              <span className="text-subtle">{region}</span>
              {activeKeyId === null ? (
                <span className="text-subtle">no active key</span>
              ) : (
                <Link href={`/keys/${activeKeyId}`} prefetch={false} className="link">
                  active key<span className="sr-only"> of {name}</span>
                </Link>
              )}
              <WorkspaceLeaving {...changes} workspace={workspace} regions={regions} actions={leaving} />
            </li>
          );
        })}
      </ul>
      {more && <p className="text-subtle">There are more than are shown.</p>}
    </Section>
  );
}
