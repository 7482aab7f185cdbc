import { AdviceSteps } from '#components/finding/advice-steps.tsx';
import { Section } from '#components/ui/section.tsx';
import type { ProvenKeyPage } from '#lib/core/pages/key-page.ts';

/** What staff do now, and what would settle it. */
export const NextPanel = ({ page: { next } }: { page: ProvenKeyPage }) => (
  <Section id="next" title="Next">
    <AdviceSteps steps={next.steps} />
    {next.settles !== null && <p className="mt-2 max-w-prose text-subtle">What would settle it: {next.settles}</p>}
  </Section>
);
