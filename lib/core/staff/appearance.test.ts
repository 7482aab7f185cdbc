import { expect, it } from 'vitest';
import { appearanceText, DENSITIES, readAppearance, THEMES } from './appearance.ts';

it('reads every theme and density as it was written', () => {
  for (const theme of THEMES)
    for (const density of DENSITIES)
      expect(readAppearance(appearanceText({ theme, density }))).toEqual({ theme, density });
});

it('takes a cookie that is missing, cut or forged for the system’s theme and the normal density', () => {
  for (const text of [null, undefined, '', 'dark', '.', 'pink.huge', '"><script>.compact '])
    expect(['dark', 'system']).toContain(readAppearance(text).theme);
  expect(readAppearance('pink.huge')).toEqual({ theme: 'system', density: 'normal' });
});
