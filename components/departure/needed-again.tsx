import { Callout } from '#components/ui/callout.tsx';
import { Instant } from '#components/ui/instant.tsx';

/** Above everything else: that a released key is needed again, and whose action it is. */
export const NeededAgain = ({ at, kinds, now }: { at: Date; kinds: string; now: Date }) => (
  <div className="mb-6">
    <Callout tone="danger" title="This key was released, and something depends on it again.">
      Reported <Instant at={at} now={now} />: {kinds}. The key is retained and checked as before. Next action: us. Find
      out in our product why it uses this key. Tell the customer to keep the key enabled, with our statement in its
      policy, until we write to them again.
    </Callout>
  </div>
);
