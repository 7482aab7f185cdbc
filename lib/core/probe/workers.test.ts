import { describe, expect, it } from 'vitest';
import { BATCHES_AT_ONCE, keysPerSecond, suggestedWorkers } from '#lib/core/probe/workers.ts';

const measured = (checked: number, busySeconds: number) => ({ batches: 1, checked, busyMs: busySeconds * 1_000 });

describe('the suggested number of workers', () => {
  it('is what keeps up with the checks that are due, and one more', () => {
    const tenASecond = measured(100, 10);
    const oneWorker = 10 * BATCHES_AT_ONCE;
    expect(suggestedWorkers(0, tenASecond)).toBe(2);
    expect(suggestedWorkers(oneWorker, tenASecond)).toBe(2);
    expect(suggestedWorkers(oneWorker + 0.1, tenASecond)).toBe(3);
    expect(suggestedWorkers(10 * oneWorker, tenASecond)).toBe(11);
  });

  it('H15 is unknown before anything was measured', () => {
    expect(suggestedWorkers(10, null)).toBeNull();
    expect(suggestedWorkers(10, measured(0, 5))).toBeNull();
    expect(keysPerSecond(measured(5, 0))).toBeNull();
  });
});
