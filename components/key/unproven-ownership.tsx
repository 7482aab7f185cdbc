import { Callout } from '#components/ui/callout.tsx';
import { ACTS_WORD } from '#lib/core/finding/status.ts';
import type { Advice } from '#lib/core/finding/advise.ts';

/** All that is said of a key whose account is not proven to be the customer's: no state, no dates, no grid (H16). */
export function UnprovenOwnership({ advice }: { advice: Advice }) {
  return (
    <Callout tone="info" title={advice.headline}>
      <p className="max-w-prose">
        {advice.cause} {ACTS_WORD[advice.acts]}. What would settle it: {advice.settles}
      </p>
    </Callout>
  );
}
