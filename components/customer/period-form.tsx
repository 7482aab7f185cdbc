'use client';

import { Button } from '#components/ui/button.tsx';
import { TimeField } from '#components/ui/time-field.tsx';

/** Chooses the days that a page is about, which stand in its address. */
export function PeriodForm({
  period: { from, to },
  today,
  problem,
}: {
  period: { from: string; to: string };
  /** As "2026-03-14". */
  today: string;
  /** What is wrong with the days that were asked for. */
  problem: string | null;
}) {
  return (
    <form className="screen-only mb-6">
      <div className="flex flex-wrap items-end gap-3">
        <TimeField name="from" label="From" type="date" defaultValue={from} max={today} required />
        <TimeField name="to" label="To" type="date" defaultValue={to} max={today} required />
        <Button type="submit">Show</Button>
      </div>
      {problem !== null && (
        <p role="alert" className="mt-2 text-danger-text">
          {problem}
        </p>
      )}
    </form>
  );
}
