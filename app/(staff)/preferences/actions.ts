'use server';

import { z } from 'zod';
import { DENSITIES, THEMES } from '#lib/core/staff/appearance.ts';
import { keepAppearance, keepShortcuts } from '#lib/http/browser-preferences.ts';
import { staffAction } from '#lib/http/staff-action.ts';
import { runtime } from '#lib/runtime.ts';
import { setAppearance } from '#lib/use-cases/staff/set-appearance.ts';
import { setShortcuts } from '#lib/use-cases/staff/set-shortcuts.ts';

const AppearanceForm = z.object({ theme: z.enum(THEMES), density: z.enum(DENSITIES) });

export const setAppearanceAction = staffAction('keys:read', AppearanceForm, async (appearance, staff) => {
  await setAppearance(runtime(), staff.staffId, appearance);
  await keepAppearance(appearance);
  return { status: 'done', value: appearance };
});

export const setShortcutsAction = staffAction(
  'keys:read',
  z.object({ shortcuts: z.enum(['on', 'off']) }),
  async ({ shortcuts }, staff) => {
    await setShortcuts(runtime(), staff.staffId, shortcuts === 'on');
    await keepShortcuts(shortcuts === 'on');
    return { status: 'done', value: shortcuts };
  },
);
