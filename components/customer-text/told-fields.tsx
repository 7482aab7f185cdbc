import { CHANNEL_WORD, TOLD_CHANNELS, usualChannel } from '#lib/core/customer/told.ts';
import { SelectField, TextField } from '#components/ui/field.tsx';
import { TimeField } from '#components/ui/time-field.tsx';

/**
 * Who was told, how and when: the fields of every form that records it.
 * @param hasTicket whether there is a ticket in which they may have been told
 */
export function ToldFields({ to, hasTicket }: { to?: string | undefined; hasTicket: boolean }) {
  return (
    <>
      <TextField name="to" label="Who was told" required maxLength={200} defaultValue={to} />
      <SelectField name="channel" label="How" defaultValue={usualChannel(hasTicket)}>
        {TOLD_CHANNELS.map((channel) => (
          <option key={channel} value={channel}>
            {CHANNEL_WORD[channel]}
          </option>
        ))}
      </SelectField>
      <TimeField name="at" label="When, in UTC" hint="Empty: now." type="datetime-local" />
    </>
  );
}
