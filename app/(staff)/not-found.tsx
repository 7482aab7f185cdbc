import { LinkButton } from '#components/ui/link-button.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';

/** What a signed-in person sees where a key, or a page, is not there. */
export default function NotFoundInside() {
  return (
    <>
      <PageHeader title="Not found" truth="The link may be cut short, or what it led to is gone." />
      <LinkButton href="/keys">Show all keys</LinkButton>
    </>
  );
}
