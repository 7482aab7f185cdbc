import { CHANNEL_WORD, TOLD_CHANNELS } from '#lib/core/customer/told.ts';
import { SelectField, TextField } from '#components/ui/field.tsx';
import { TimeField } from '#components/ui/time-field.tsx';

/** Who was told, how and when: the fields of every form that records it. */
export function ToldFields({ to }: { to?: string | undefined }) {
  return (
    <>
      <TextField name="to" label="Who was told" required maxLength={200} defaultValue={to} />
      <SelectField name="channel" label="How">
        {TOLD_CHANNELS.map((channel) => (
          <option key={channel} value={channel}>
            {CHANNEL_WORD[channel]}
          </option>
        ))}
      </SelectField>
      <TimeField name="at" label="When, in UTC (empty: now)" type="datetime-local" />
    </>
  );
}
