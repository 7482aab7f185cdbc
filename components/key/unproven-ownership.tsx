import { Callout } from '#components/ui/callout.tsx';
import type { Advice } from '#lib/core/finding/advise.ts';
import { nextActionWords } from '#lib/core/pages/next-action-words.ts';

/** All that the page says while ownership of the key is not proven: no state, no dates, no permissions (H16). */
export function UnprovenOwnership({ advice }: { advice: Advice }) {
  return (
    <Callout tone="info" title={advice.headline}>
      <p className="max-w-prose">
        {advice.cause} {nextActionWords(advice)}. What would settle it: {advice.settles}
      </p>
    </Callout>
  );
}
