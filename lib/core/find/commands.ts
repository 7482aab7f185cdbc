import { blockedReason } from '#lib/core/staff/capability.ts';
import type { Capability, StaffRole } from '#lib/core/staff/staff-actions.ts';

/** A page, or something that a person does. */
export type Command = {
  label: string;
  /** A role that may not open a page isn't offered it. An action is shown with the reason. */
  kind: 'page' | 'action';
  /** Other words for it, as people type them. */
  also: string;
  needs: Capability;
} & ({ href: string } | { does: 'sign_out' | 'show_appearance' | 'show_shortcuts' });

/** Everything that "Find anything" can open or do without naming a customer, in the order in which it is listed. */
export const COMMANDS: readonly Command[] = [
  { label: 'Home', kind: 'page', also: 'start', needs: 'keys:read', href: '/' },
  { label: 'Keys', kind: 'page', also: 'list', needs: 'keys:read', href: '/keys' },
  { label: 'Customers', kind: 'page', also: 'list clients', needs: 'keys:read', href: '/customers' },
  { label: 'Setups', kind: 'page', also: 'onboarding list', needs: 'keys:read', href: '/setups' },
  { label: 'Replacements', kind: 'page', also: 'rotation list', needs: 'keys:read', href: '/replacements' },
  { label: 'Departures', kind: 'page', also: 'offboarding leave list', needs: 'keys:read', href: '/departures' },
  { label: 'Deletions', kind: 'page', also: 'deadlines timeline', needs: 'keys:read', href: '/deletions' },
  { label: 'Answers', kind: 'page', also: 'explain questions', needs: 'keys:read', href: '/answers' },
  { label: 'Regions', kind: 'page', also: 'settings incidents control', needs: 'keys:read', href: '/regions' },
  {
    label: 'Capacity',
    kind: 'page',
    also: 'settings quotas cost calls workers',
    needs: 'keys:read',
    href: '/capacity',
  },
  { label: 'Add a key', kind: 'action', also: 'new register arn', needs: 'keys:submit', href: '/keys/new' },
  { label: 'Add a customer', kind: 'action', also: 'new', needs: 'customers:write', href: '/customers/new' },
  { label: 'Start a setup', kind: 'action', also: 'new onboarding', needs: 'setups:run', href: '/setups/new' },
  {
    label: 'Start a replacement',
    kind: 'action',
    also: 'new rotation',
    needs: 'replacements:run',
    href: '/replacements/new',
  },
  { label: 'Imports', kind: 'page', also: 'upload file csv', needs: 'import:run', href: '/imports' },
  { label: 'Audit log', kind: 'page', also: 'history who', needs: 'audit:read', href: '/audit' },
  { label: 'Staff', kind: 'page', also: 'people users', needs: 'staff:manage', href: '/staff' },
  { label: 'Tokens', kind: 'page', also: 'api interface', needs: 'tokens:manage', href: '/tokens' },
  { label: 'Hand over my shift', kind: 'action', also: 'handover away', needs: 'shifts:hand_over', href: '/handover' },
  {
    label: 'Appearance',
    kind: 'action',
    also: 'theme dark light density compact',
    needs: 'keys:read',
    does: 'show_appearance',
  },
  { label: 'Keyboard shortcuts', kind: 'action', also: 'keys help', needs: 'keys:read', does: 'show_shortcuts' },
  { label: 'Sign out', kind: 'action', also: 'log out exit', needs: 'keys:read', does: 'sign_out' },
];

/** A command for one person: why their role may not use it, or null. */
export type OfferedCommand = { command: Command; blockedReason: string | null };

const wordsIn = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/**
 * The commands that a typed text may mean: each word of it begins a word of the command. Pages that a role may not see are
 * left out, as in the rail.
 * @param typed an empty text means all
 */
export function commandsFor(typed: string, role: StaffRole): OfferedCommand[] {
  const words = wordsIn(typed);
  if (words.length === 0 && typed.trim() !== '') return [];
  return COMMANDS.flatMap((command) => {
    const own = wordsIn(`${command.label} ${command.also}`);
    if (!words.every((word) => own.some((one) => one.startsWith(word)))) return [];
    const blocked = blockedReason(role, command.needs);
    return blocked !== null && command.kind === 'page' ? [] : [{ command, blockedReason: blocked }];
  });
}

/** Whether a text is how a command's name begins, so that it comes before everything that is found. */
export const meansCommand = (typed: string, { label }: Command): boolean => {
  const text = typed.trim().toLowerCase();
  return text.length >= 3 && label.toLowerCase().startsWith(text);
};
