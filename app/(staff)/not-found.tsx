import { LinkButton } from '#components/ui/link-button.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';

/** For a signed-in person, when a key or page does not exist. */
export default function NotFoundInside() {
  return (
    <>
      <PageHeader title="Not found" summary="The link may be incomplete, or the key or page no longer exists." />
      <LinkButton href="/keys">Show all keys</LinkButton>
    </>
  );
}
