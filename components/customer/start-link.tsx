import { Button } from '#components/ui/button.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';

/** Leads to the form for something new, beside the heading of what there is; blocked where the role may not start it. */
export const StartLink = ({
  href,
  blockedReason,
  children,
}: {
  href: string;
  blockedReason: string | null;
  children: string;
}) =>
  blockedReason === null ? (
    <LinkButton size="small" href={href}>
      {children}
    </LinkButton>
  ) : (
    <Button size="small" blockedReason={blockedReason}>
      {children}
    </Button>
  );
