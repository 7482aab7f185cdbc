import { Disclosure } from '#components/ui/disclosure.tsx';
import { FetchedPart } from '#components/ui/fetched-part.tsx';
import { PastInstant } from '#components/ui/instant.tsx';
import { Section } from '#components/ui/section.tsx';
import type { ProvenKeyPage } from '#lib/core/pages/key-page.ts';

const fetchTests = () => import('./permission-tests.tsx');

/** The permission tests: one line when all passed, which opens to the tests, else the line and the tests. */
export function Permissions({ page }: { page: ProvenKeyPage }) {
  const { words, allAllowed, testedAt } = page.permissions;
  const tests = () => (
    <FetchedPart fetchPart={fetchTests} placeholder="min-h-80">
      {({ PermissionTests }) => <PermissionTests page={page} />}
    </FetchedPart>
  );
  return (
    <Section id="permissions" title="Permissions">
      {allAllowed ? (
        <Disclosure
          summaryClassName="cursor-pointer"
          summary={
            <>
              {words}
              {testedAt !== null && (
                <>
                  , oldest test <PastInstant at={testedAt} now={page.now} />
                </>
              )}
            </>
          }
        >
          {tests}
        </Disclosure>
      ) : (
        <>
          <p className="mb-1 font-medium wrap-anywhere">{words}</p>
          {tests()}
        </>
      )}
    </Section>
  );
}
