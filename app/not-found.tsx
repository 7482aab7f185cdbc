import type { Metadata } from 'next';
import { PlainPage } from '#app/plain-page.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';

export const metadata: Metadata = { title: 'Not found' };

/** For an address that leads nowhere. */
export default function NotFound() {
  return (
    <PlainPage title="There is nothing at this address" truth="The link may be cut short, or what it led to is gone.">
      <LinkButton href="/" prefetch={false}>
        Go to Keydesk
      </LinkButton>
    </PlainPage>
  );
}
