/** The themes and densities that a person can choose for themselves. The system's theme is that of the browser. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
export const DENSITIES = ['normal', 'compact'] as const;
export type Density = (typeof DENSITIES)[number];

/** How pages look for one person. */
export type Appearance = { theme: Theme; density: Density };

/** Each value in as few letters as a cookie needs: "dark.compact". */
export const appearanceText = ({ theme, density }: Appearance): string => `${theme}.${density}`;

/** What `appearanceText` wrote. What is missing or unknown is the system's theme, and the normal density. */
export function readAppearance(text: string | null | undefined): Appearance {
  const parts = (text ?? '').split('.');
  return {
    theme: THEMES.find((theme) => theme === parts[0]) ?? 'system',
    density: DENSITIES.find((density) => density === parts[1]) ?? 'normal',
  };
}
