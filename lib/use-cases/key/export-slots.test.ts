import { expect, it } from 'vitest';
import { createExportSlots } from './export-slots.ts';

it('gives out as many slots as there are, and each again once it was given back, however often that is said', () => {
  const slots = createExportSlots(2);
  const [first, second] = [slots.take(), slots.take()];
  expect([first, second, slots.take()]).toEqual([expect.any(Function), expect.any(Function), null]);
  first?.();
  first?.();
  expect(slots.take()).not.toBeNull();
  expect(slots.take()).toBeNull();
});
