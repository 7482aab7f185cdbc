import { expect, it } from 'vitest';
import { beginEdit, goOnFrom, isUntouched, NOTHING_TYPED } from './facts-form.ts';

const FACTS = { ...NOTHING_TYPED, name: 'Acme', serviceLevel: 'Gold', timeZone: 'UTC' };

it('a form that is out of date keeps what was typed and takes what others changed elsewhere', () => {
  const edit = { ...beginEdit(FACTS, 1), typed: { ...FACTS, serviceLevel: 'Silver' } };
  const next = goOnFrom(edit, { ...FACTS, timeZone: 'Europe/Berlin' }, 2);
  expect(next).toMatchObject({ revision: 2, typed: { serviceLevel: 'Silver', timeZone: 'Europe/Berlin' } });
  expect(next.changedMeanwhile).toEqual({});
});

it('a form that is out of date names what somebody else made of a field that was typed in', () => {
  const edit = { ...beginEdit(FACTS, 1), typed: { ...FACTS, serviceLevel: 'Silver' } };
  const next = goOnFrom(edit, { ...FACTS, serviceLevel: 'Bronze' }, 2);
  expect(next.typed.serviceLevel).toBe('Silver');
  expect(next.changedMeanwhile).toEqual({ serviceLevel: 'Bronze' });
  expect(isUntouched(next)).toBe(false);
});

it('a form in which nothing was typed becomes what is stored', () => {
  const next = goOnFrom(beginEdit(FACTS, 1), { ...FACTS, name: 'Acme Inc' }, 2);
  expect(next.typed.name).toBe('Acme Inc');
  expect(isUntouched(next)).toBe(true);
});
