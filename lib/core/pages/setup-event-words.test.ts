import { describe, expect, it } from 'vitest';
import { eventDetailWords } from './setup-event-words.ts';

describe('the history of a setup', () => {
  it.each<[string, Record<string, unknown>, string | null]>([
    ['text_copied', { note: 'follow_up' }, 'What is missing'],
    ['told', { kind: 'instructions', to: 'Dana Ruiz', channel: 'phone' }, 'Instructions, to Dana Ruiz, by phone'],
    ['held', { until: '2026-12-02T10:00:00.000Z', reason: 'change freeze' }, 'Until Wed 2 Dec 2026: change freeze'],
    ['held', { until: null, reason: null }, 'The hold was lifted'],
    ['handed_over', { from: 'Robin', to: 'Ana', note: 'Waits for the plan.' }, 'To Ana: Waits for the plan.'],
    ['first_backup_expected', { dueAt: '2026-12-02T10:00:00.000Z', reason: 'weekly' }, 'On Wed 2 Dec 2026: weekly'],
    ['reminder_set', { remind: '2026-12-02T10:00:00.000Z' }, 'Remind the customer on Wed 2 Dec 2026'],
    ['reminder_set', { remind: 'off' }, 'No reminders'],
    ['reminder_set', { remind: 'usual' }, 'Three working days after they were last asked'],
    ['our_side_recorded', { how: 'seen in the console' }, 'seen in the console'],
    ['cleared', { arn: 'arn:aws:kms:x' }, 'arn:aws:kms:x'],
    ['reopened', {}, null],
  ])('says of “%s” with %j: %s', (kind, detail, words) => {
    expect(eventDetailWords(kind, detail)).toBe(words);
  });

  it('shows what it does not know as it is, and never fails', () => {
    expect(eventDetailWords('text_copied', { note: 'from_a_newer_version' })).toBe('from_a_newer_version');
    for (const kind of ['told', 'handed_over', 'first_backup_expected', 'text_copied', 'of_a_newer_version'])
      expect(eventDetailWords(kind, { note: 7, until: {} })).toBeNull();
  });
});
