/** Most severe first: the order of lists. */
export const VERDICT_STATUSES = ['unusable', 'attention', 'unverified', 'usable'] as const;
export type VerdictStatus = (typeof VERDICT_STATUSES)[number];

/** A status as the screen names it. */
export const VERDICT_WORD = {
  usable: 'Usable',
  attention: 'Attention',
  unusable: 'Unusable',
  unverified: 'Unknown',
} as const satisfies Record<VerdictStatus, string>;

/** How sure a finding is (H12, H13). */
export const CONFIDENCES = ['certain', 'likely', 'one_of_several'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

export const CONFIDENCE_WORD = {
  certain: 'Confirmed',
  likely: 'Likely',
  one_of_several: 'Unclear',
} as const satisfies Record<Confidence, string>;

/** Who must act next. */
export const ACTS = ['customer', 'vendor', 'nobody', 'one_of_several'] as const;
export type Acts = (typeof ACTS)[number];

export const ACTS_WORD = {
  customer: 'Next action: customer',
  vendor: 'Next action: us',
  nobody: 'Next action: none yet',
  one_of_several: 'Next action: unclear',
} as const satisfies Record<Acts, string>;

/** The same in a cell under "Next action by". */
export const ACTS_SHORT_WORD = {
  customer: 'customer',
  vendor: 'us',
  nobody: 'none yet',
  one_of_several: 'unclear',
} as const satisfies Record<Acts, string>;
