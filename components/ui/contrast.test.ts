import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { TONES } from './tone.ts';

type Color = { lightness: number; chroma: number; hue: number };

const css = readFileSync(new URL('../../app/globals.css', import.meta.url), 'utf8');
const OKLCH = String.raw`oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)`;
const tokens = new Map(
  [...css.matchAll(new RegExp(String.raw`--([a-z-]+): light-dark\(${OKLCH}, ${OKLCH}\);`, 'g'))].map(
    ([, name, ...numbers]) => {
      const [l1 = NaN, c1 = NaN, h1 = NaN, l2 = NaN, c2 = NaN, h2 = NaN] = numbers.map(Number);
      return [
        String(name),
        { light: { lightness: l1, chroma: c1, hue: h1 }, dark: { lightness: l2, chroma: c2, hue: h2 } },
      ] as const;
    },
  ),
);

/** OKLCH to linear sRGB, by the matrices of CSS Color 4, section 10; outside 0…1 the screen cannot show it. */
const toLinearSrgb = ({ lightness, chroma, hue }: Color): [number, number, number] => {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
};

const luminance = (color: Color): number => {
  const [red, green, blue] = toLinearSrgb(color).map((channel) => Math.min(1, Math.max(0, channel))) as [
    number,
    number,
    number,
  ];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** WCAG 2 contrast ratio, 1 to 21. */
const contrast = (one: Color, other: Color): number => {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
};

const GROUNDS = ['page', 'sunken', 'raised', 'hover'];

const text: [string, string][] = [
  ...['default', 'subtle', 'accent', 'accent-strong'].flatMap((front) =>
    GROUNDS.map((back): [string, string] => [front, back]),
  ),
  ...TONES.flatMap((tone) => GROUNDS.map((back): [string, string] => [`${tone}-text`, back])),
  ...TONES.flatMap((tone): [string, string][] => [
    [`${tone}-text`, `${tone}-surface`],
    ['default', `${tone}-surface`],
    ['accent', `${tone}-surface`],
  ]),
  ['default', 'accent-surface'],
  ['accent', 'accent-surface'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['on-danger', 'danger-solid'],
  ['on-danger', 'danger-text'],
  ['page', 'default'],
  ['page', 'subtle'],
];

const marks: [string, string][] = ['line-strong', 'accent', ...TONES.map((tone) => `${tone}-solid`)].flatMap((front) =>
  ['page', 'sunken', 'raised'].map((back): [string, string] => [front, back]),
);

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  const color = (name: string): Color => {
    const token = tokens.get(name);
    if (!token) throw new Error(`no color named --${name} in globals.css`);
    return token[theme];
  };

  it.each(text)('text in %s on %s has a contrast of 4.5 at least', (front, back) => {
    expect(contrast(color(front), color(back))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(marks)('a mark in %s on %s has a contrast of 3 at least', (front, back) => {
    expect(contrast(color(front), color(back))).toBeGreaterThanOrEqual(3);
  });

  it.each([...tokens.keys()])(
    '%s can be shown by an sRGB screen, so the contrast computed is the contrast seen',
    (name) => {
      for (const channel of toLinearSrgb(color(name))) {
        expect(channel).toBeGreaterThan(-0.004);
        expect(channel).toBeLessThan(1.004);
      }
    },
  );
});

it('computes black on white as 21', () => {
  expect(contrast({ lightness: 0, chroma: 0, hue: 0 }, { lightness: 1, chroma: 0, hue: 0 })).toBeCloseTo(21, 1);
});

it('finds the colors in globals.css', () => {
  expect(tokens.size).toBeGreaterThan(30);
});
