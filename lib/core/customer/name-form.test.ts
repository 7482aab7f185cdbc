import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameForm, sameToTheEye, visibleName } from './name-form.ts';

describe('the form of a name', () => {
  it.each([
    ['upper and lower case', 'Acme Logistics', 'ACME logistics'],
    ['spaces and punctuation', 'Acme Logistics, Inc.', 'acme-logistics  inc'],
    ['Cyrillic letters that look Latin', 'Acme', 'Асме'],
    ['Greek capitals that look Latin', 'NIKE', 'ΝΙΚΕ'],
    ['full-width letters', 'Acme', 'Ａｃｍｅ'],
    ['a ligature', 'Office', 'Oﬃce'],
    ['accents', 'École Ölwerk', 'Ecole Olwerk'],
    ['accents of their own code point', 'Ölwerk', 'O\u0308lwerk'],
    ['the sharp s', 'Straßenbau', 'Strassenbau'],
    ['zero and the letter O', 'Box 40', 'Box 4O'],
    ['one, l and capital I', 'Vill 1', 'VilI l'],
    ['invisible characters', 'Acme', 'Ac\u200Bme\u2060'],
    ['a non-breaking space', 'Acme Inc', 'Acme\u00A0Inc'],
    ['Cyrillic in either case', 'МОСКВА', 'Москва'],
  ])('is the same for %s', (_, one, other) => {
    expect(nameForm(other)).toBe(nameForm(one));
  });

  it.each([
    ['Acme', 'Acne'],
    ['Customer 12', 'Customer 13'],
    ['東京', '京都'],
    ['!!!', '???'],
    ['कि', 'का'],
  ])('is another one for %s and %s', (one, other) => {
    expect(nameForm(other)).not.toBe(nameForm(one));
  });

  it('is never empty for a visible name, and fits PostgreSQL’s levenshtein', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
        const form = nameForm(name);
        expect(Array.from(form).length).toBeLessThanOrEqual(200);
        if (/[\p{L}\p{N}\p{P}]/u.test(visibleName(name))) expect(form).not.toBe('');
      }),
    );
  });

  it('never depends on spaces, invisible characters or the case of Latin letters', () => {
    const between = fc.constantFrom('', ' ', '\u200B', '\u00A0', '.', '-', '\u00AD');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'grapheme-ascii', maxLength: 4 }), between)), (parts) => {
        const name = parts.map(([part]) => part).join('');
        const other = parts.map(([part, sign]) => `${part.toUpperCase()}${sign}`).join('');
        fc.pre(/[A-Za-z0-9]/.test(name));
        expect(nameForm(other)).toBe(nameForm(name));
      }),
    );
  });

  it('is its own form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (name) => {
        expect(nameForm(nameForm(name))).toBe(nameForm(name));
      }),
    );
  });
});

describe('two names are the same to the eye', () => {
  it('when only invisible characters, kinds of spaces or the case differ', () => {
    expect(sameToTheEye('Acme Inc', ' acme\u00A0\u200B Inc\u00AD')).toBe(true);
  });

  it('not when a look-alike letter differs', () => {
    expect(sameToTheEye('Acme', 'Асме')).toBe(false);
  });
});
