/** The five tones. They appear only where a fact calls for one. */
export const TONES = ['positive', 'warning', 'danger', 'info', 'muted'] as const;
export type Tone = (typeof TONES)[number];

/** Text on its own surface, with its border: badges, callouts. */
export const toneSurface = {
  positive: 'bg-positive-surface border-positive-border text-positive-text',
  warning: 'bg-warning-surface border-warning-border text-warning-text',
  danger: 'bg-danger-surface border-danger-border text-danger-text',
  info: 'bg-info-surface border-info-border text-info-text',
  muted: 'bg-muted-surface border-muted-border text-muted-text',
} as const satisfies Record<Tone, string>;

/** Text on the page. */
export const toneText = {
  positive: 'text-positive-text',
  warning: 'text-warning-text',
  danger: 'text-danger-text',
  info: 'text-info-text',
  muted: 'text-muted-text',
} as const satisfies Record<Tone, string>;

/** A filled mark or a segment of a picture: 3:1 on the page, never under text. */
export const toneSolid = {
  positive: 'bg-positive-solid',
  warning: 'bg-warning-solid',
  danger: 'bg-danger-solid',
  info: 'bg-info-solid',
  muted: 'bg-muted-solid',
} as const satisfies Record<Tone, string>;

/** The same color for SVG shapes. */
export const toneFill = {
  positive: 'fill-positive-solid',
  warning: 'fill-warning-solid',
  danger: 'fill-danger-solid',
  info: 'fill-info-solid',
  muted: 'fill-muted-solid',
} as const satisfies Record<Tone, string>;
