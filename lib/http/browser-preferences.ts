import 'server-only';
import { cookies } from 'next/headers';
import { cookieOptions } from '#lib/auth/cookies.ts';
import { appearanceText, readAppearance, type Appearance } from '#lib/core/staff/appearance.ts';
import { runtime } from '#lib/runtime.ts';

// In cookies, so that the first byte of every page has them, signed in or not, and no page asks the database for them.
const APPEARANCE = 'keydesk-appearance';
const SHORTCUTS = 'keydesk-shortcuts';
const A_YEAR_SECONDS = 365 * 24 * 3_600;

/** How pages look in this browser, and whether single keys are shortcuts in it. */
export type BrowserPreferences = Appearance & { shortcuts: boolean };

/** The preferences of the browser that asks. */
export async function browserPreferences(): Promise<BrowserPreferences> {
  const jar = await cookies();
  return { ...readAppearance(jar.get(APPEARANCE)?.value), shortcuts: jar.get(SHORTCUTS)?.value !== 'off' };
}

/** Gives this browser the appearance that a person saved. At a sign-in, and when they choose another. */
export const keepAppearance = (appearance: Appearance): Promise<void> => keep(APPEARANCE, appearanceText(appearance));

/** The same for whether single keys are shortcuts: who speaks to their computer turns them off (WCAG 2.1.4). */
export const keepShortcuts = (on: boolean): Promise<void> => keep(SHORTCUTS, on ? 'on' : 'off');

async function keep(name: string, value: string): Promise<void> {
  const jar = await cookies();
  jar.set(name, value, { ...cookieOptions(runtime().env.origin), maxAge: A_YEAR_SECONDS });
}
