import type { FormAction } from '#components/ui/form.tsx';
import type { Appearance } from '#lib/core/staff/appearance.ts';

/** The server actions that keep a person's own settings. */
export type PreferenceActions = {
  setAppearance: FormAction<Appearance, string>;
  setShortcuts: FormAction<'on' | 'off', string>;
};
