'use client';

import { useId, useSyncExternalStore } from 'react';
import { TextField } from '#components/ui/field.tsx';
import { WEEKDAY_WORD } from '#lib/core/customer/customer-words.ts';
import type { FactName, TypedFacts } from './facts-form.ts';

const NONE: Partial<TypedFacts> = {};

type Change = (name: FactName, value: string) => void;

/** The fields with a customer's facts, for a new customer and for an edit. */
export function FactsFields({
  typed,
  onChange,
  changedMeanwhile = NONE,
}: {
  typed: TypedFacts;
  onChange: Change;
  /** What somebody else made of fields in the meantime. */
  changedMeanwhile?: Partial<TypedFacts>;
}) {
  const zones = useTimeZones();
  const zonesId = useId();
  const field = (name: FactName, hint?: string) => {
    const stored = changedMeanwhile[name];
    const changed = stored === undefined ? '' : `Someone else changed this to “${stored}”. What you typed is kept.`;
    const words = [hint, changed].filter(Boolean).join(' ');
    return {
      name,
      value: typed[name],
      onChange: ({ target }: { target: { value: string } }) => onChange(name, target.value),
      ...(words !== '' && { hint: words }),
    };
  };
  return (
    <>
      <TextField {...field('name', 'The name as in our records.')} label="Name" required maxLength={200} />
      <TextField
        {...field('externalId', 'The customer’s ID in our other systems. A setup needs it before it is cleared.')}
        label="External ID"
        maxLength={64}
        spellCheck={false}
      />
      <TextField
        {...field('timeZone', 'IANA name, such as Europe/Berlin. Texts to the customer give dates in it too.')}
        label="Time zone"
        list={zonesId}
        maxLength={64}
        spellCheck={false}
      />
      <datalist id={zonesId}>
        {zones.map((zone) => (
          <option key={zone}>{zone}</option>
        ))}
      </datalist>
      <WorkingDays value={typed.workingDays} onChange={(days) => onChange('workingDays', days)} />
      <TextField {...field('serviceLevel')} label="Service level" maxLength={64} />
      <TextField
        {...field(
          'providerName',
          'The customer whose AWS account holds the keys. Empty: they hold their keys themselves.',
        )}
        label="Service provider"
        maxLength={200}
      />
    </>
  );
}

/** The time zones that the browser knows, once the page runs: the server may know others. */
function useTimeZones(): readonly string[] {
  return useSyncExternalStore(neverChanges, zonesOfBrowser, noZones);
}
const NO_ZONES: readonly string[] = [];
let ofBrowser: readonly string[] | undefined;
const zonesOfBrowser = (): readonly string[] => (ofBrowser ??= Intl.supportedValuesOf('timeZone'));
const noZones = (): readonly string[] => NO_ZONES;
const neverChanges = () => () => {};

function WorkingDays({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const days = value.split(',').filter(Boolean);
  const toggle = (day: string): string =>
    (days.includes(day) ? days.filter((other) => other !== day) : [...days, day]).toSorted().join(',');
  return (
    <fieldset>
      <legend className="mb-1 font-medium">Working days</legend>
      <p className="mb-1.5 text-table text-subtle">None chosen: not known.</p>
      <input type="hidden" name="workingDays" value={value} />
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {Object.entries(WEEKDAY_WORD).map(([day, word]) => (
          <label key={day} className="flex min-h-6 items-center gap-1.5">
            <input type="checkbox" checked={days.includes(day)} onChange={() => onChange(toggle(day))} />
            {word}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
