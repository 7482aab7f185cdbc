import type { Metadata } from 'next';
import { PlainPage } from '#app/plain-page.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';

export const metadata: Metadata = { title: 'Not found' };

/** For an address without a page. */
export default function NotFound() {
  return (
    <PlainPage title="Page not found" summary="The link may be incomplete, or the page no longer exists.">
      <LinkButton href="/" prefetch={false}>
        Go to Keydesk
      </LinkButton>
    </PlainPage>
  );
}
