import type { ReactNode } from 'react';
import { FindAnything } from '#components/find/find-anything.tsx';
import { FindButton } from '#components/find/find-box.tsx';
import { setAppearanceAction, setShortcutsAction } from '#app/(staff)/preferences/actions.ts';
import { DeskTools } from '#components/staff/desk-tools.tsx';
import { QueryProvider } from '#components/ui/query-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Frame } from '#components/ui/frame.tsx';
import { Live } from '#components/ui/live.tsx';
import { OPENER_WORDS } from '#lib/core/find/opener-words.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { Capability } from '#lib/core/staff/staff-actions.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { runtime } from '#lib/runtime.ts';
import { checkKeyAction } from '#app/(staff)/keys/actions.ts';

const RAIL: readonly { href: string; label: string; needs: Capability }[] = [
  { href: '/', label: 'Home', needs: 'keys:read' },
  { href: '/keys', label: 'Keys', needs: 'keys:read' },
  { href: '/customers', label: 'Customers', needs: 'keys:read' },
  { href: '/setups', label: 'Setups', needs: 'keys:read' },
  { href: '/replacements', label: 'Replacements', needs: 'keys:read' },
  { href: '/departures', label: 'Departures', needs: 'keys:read' },
  { href: '/deletions', label: 'Deletions', needs: 'keys:read' },
  { href: '/answers', label: 'Answers', needs: 'keys:read' },
  { href: '/imports', label: 'Imports', needs: 'import:run' },
  { href: '/audit', label: 'Audit log', needs: 'audit:read' },
  { href: '/staff', label: 'Staff', needs: 'staff:manage' },
  { href: '/tokens', label: 'Tokens', needs: 'tokens:manage' },
  { href: '/regions', label: 'Regions', needs: 'keys:read' },
  { href: '/capacity', label: 'Capacity', needs: 'keys:read' },
];

/** The signed-in part: the rail, who is signed in, and Sign out. Each page also requires its own capability. */
export default async function StaffLayout({ children }: { children: ReactNode }) {
  const staff = await requireStaff();
  return (
    <QueryProvider>
      <Frame
        items={RAIL.filter(({ needs }) => can(staff.role, needs))}
        counts="/api/home/counts"
        staffName={staff.name}
        staffRole={staff.role}
        handOver={can(staff.role, 'shifts:hand_over') ? { href: '/handover', label: 'Hand over' } : null}
        find={<FindButton />}
        tools={<DeskTools actions={{ setAppearance: setAppearanceAction, setShortcuts: setShortcutsAction }} />}
        signOut={
          <form method="post" action="/api/auth/signout" className="-ml-2.5">
            <Button type="submit" kind="quiet" size="small">
              Sign out
            </Button>
          </form>
        }
      >
        <Live staffId={staff.staffId} now={runtime().clock().toISOString()} />
        {children}
        <FindAnything
          staffId={staff.staffId}
          role={staff.role}
          check={checkKeyAction}
          failedWords={OPENER_WORDS.notOpened}
        />
      </Frame>
    </QueryProvider>
  );
}
