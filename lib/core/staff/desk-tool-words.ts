import type { Density, Theme } from './appearance.ts';

/** The words of the dialogs that the foot of the rail opens. */
export const PREFERENCE_WORDS = {
  theme: 'Theme',
  density: 'Density of tables',
  saved: 'Saved for you, in every browser from your next sign-in there.',
  shortcutsTitle: 'Keyboard shortcuts',
  shortcutsOn: 'Use single keys as shortcuts',
  notSaved: 'This wasn’t saved: no answer from Keydesk. Try again.',
} as const;

export const THEME_WORDS: Readonly<Record<Theme, string>> = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
};

export const DENSITY_WORDS: Readonly<Record<Density, string>> = { normal: 'Normal', compact: 'Compact' };

/** What keys do, for the sheet of shortcuts. */
export const SHORTCUT_WORDS = {
  everywhere: 'On every page',
  find: 'Find a customer, key, ticket or page',
  goTo: (page: string): string => `Go to ${page}`,
  sheet: 'Show this list',
  search: 'Search this list',
  list: 'In this list',
  next: 'Next row',
  previous: 'Previous row',
  open: 'Open the row',
  copy: (what: string): string => `Copy the ${what}`,
  sections: 'On this page',
  close: 'Close a menu, tip or dialog',
} as const;
