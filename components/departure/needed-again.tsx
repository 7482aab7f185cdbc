import { Callout } from '#components/ui/callout.tsx';
import { Instant } from '#components/ui/instant.tsx';

/** Above everything else: that a released key is needed again, and whose action it is. */
export const NeededAgain = ({ at, words, now }: { at: Date; words: string; now: Date }) => (
  <div className="mb-6">
    <Callout tone="danger" title="This key was released, and something depends on it again.">
      Reported <Instant at={at} now={now} />: {words}
    </Callout>
  </div>
);
