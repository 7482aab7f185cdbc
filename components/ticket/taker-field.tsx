'use client';

import { useEffect, useState } from 'react';
import { SelectField } from '#components/ui/field.tsx';
import { readText } from '#components/ui/read-json.ts';

type Person = { staffId: string; name: string };

/** Whom to hand something over to: the team, or somebody who can work now. The names are read when the form opens. */
export function TakerField({ exceptStaffId }: { exceptStaffId: string | null }) {
  const [people, setPeople] = useState<readonly Person[] | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const leaving = new AbortController();
    readText('/api/takers', leaving.signal).then(
      (text) => setPeople((JSON.parse(text) as { people: Person[] }).people),
      () => leaving.signal.aborted || setFailed(true),
    );
    return () => leaving.abort();
  }, []);
  return (
    <SelectField
      name="toStaffId"
      label="To"
      hint={failed ? 'Keydesk could not read the names. Close this and open it again.' : undefined}
      defaultValue=""
      required
    >
      <option value="">Choose who takes it</option>
      {exceptStaffId !== null && <option value="team">The team</option>}
      {people
        ?.filter(({ staffId }) => staffId !== exceptStaffId)
        .map(({ staffId, name }) => (
          <option key={staffId} value={staffId}>
            {name}
          </option>
        ))}
    </SelectField>
  );
}
