'use client';

import { Dialog } from '#components/ui/dialog.tsx';
import { TextField } from '#components/ui/field.tsx';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { TokensPage } from '#lib/core/pages/tokens-page.ts';
import { SERVICE_SCOPES, SERVICE_SCOPE_WORDS } from '#lib/core/service/service-scope.ts';
import { LONGEST_LIFE_DAYS, USUAL_LIFE_DAYS } from '#lib/core/service/token-life.ts';
import { CheckBoxes } from './check-boxes.tsx';

/** A token that was just made. It is here and nowhere else. */
export type MadeToken = { name: string; token: string };

const SCOPES = SERVICE_SCOPES.map((scope) => ({ value: scope, words: SERVICE_SCOPE_WORDS[scope] }));

/** The form that makes a token. @param onMade gets the token, once */
export function MakeToken<Problem extends string>({
  regions,
  action,
  onMade,
}: {
  regions: TokensPage['regions'];
  action: FormAction<MadeToken, Problem>;
  onMade: (made: MadeToken) => void;
}) {
  const make: FormAction<MadeToken, Problem> = async (before, form) => {
    const state = await action(before, form);
    if (state.status === 'done') onMade(state.value);
    return state;
  };
  return (
    <Dialog trigger={{ label: 'Make a token', kind: 'primary' }} title="Make a token">
      <Form action={make}>
        <TextField name="name" label="System" hint="The one system that will use it." required maxLength={100} />
        <CheckBoxes name="scope" legend="It may" choices={SCOPES} />
        <fieldset className="group/where">
          <legend className="mb-1 font-medium">Regions</legend>
          <p className="mb-1.5 text-table text-subtle">For the system, keys of other regions don’t exist.</p>
          <div className="flex flex-wrap gap-x-4 gap-y-1">
            <label className="flex min-h-6 items-center gap-2">
              <input type="radio" name="where" value="all" defaultChecked />
              All, later ones included
            </label>
            <label className="flex min-h-6 items-center gap-2">
              <input type="radio" name="where" value="chosen" />
              Only some
            </label>
          </div>
          <CheckBoxes
            name="region"
            legend={<span className="sr-only">Which regions</span>}
            choices={regions.map(({ code, name }) => ({
              value: code,
              words: (
                <>
                  {name}, <span className="whitespace-nowrap">{code}</span>
                </>
              ),
            }))}
            className="mt-1 hidden pl-5 group-has-[[value=chosen]:checked]/where:block"
          />
        </fieldset>
        <TextField
          name="days"
          type="number"
          label="Days until it expires"
          hint={`At most ${LONGEST_LIFE_DAYS}.`}
          defaultValue={USUAL_LIFE_DAYS}
          min={1}
          max={LONGEST_LIFE_DAYS}
          required
          className="max-w-24"
        />
        <div className="flex justify-end">
          <SubmitButton pendingWords="Making">Make the token</SubmitButton>
        </div>
      </Form>
    </Dialog>
  );
}
