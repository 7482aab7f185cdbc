/** The tools at the foot of the rail. */
export const DESK_TOOLS = ['appearance', 'shortcuts'] as const;
export type DeskTool = (typeof DESK_TOOLS)[number];

export const DESK_TOOL_WORDS: Readonly<Record<DeskTool, string>> = {
  appearance: 'Appearance',
  shortcuts: 'Shortcuts',
};

export const TOOL_NOT_OPENED = 'Keydesk did not answer. Try again, or reload the page.';

/** What is said where the page that somebody went to does not come. */
export const NO_PAGE_WORDS = {
  late: 'Keydesk did not answer within 10 seconds, so you are still on this page. What you typed here is kept until you leave it.',
  again: 'Try again',
  close: 'Stay here',
} as const;

/** Where `g` and a further key lead. */
export const GO_TO = {
  h: { href: '/', label: 'Home' },
  k: { href: '/keys', label: 'Keys' },
  c: { href: '/customers', label: 'Customers' },
  s: { href: '/setups', label: 'Setups' },
  r: { href: '/replacements', label: 'Replacements' },
  d: { href: '/deletions', label: 'Deletions' },
} as const;
