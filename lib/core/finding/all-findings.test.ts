import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALL_FINDINGS, findingOfFault } from '#lib/core/finding/all-findings.ts';
import { PROBE_FAULTS } from '#lib/core/probe/report.ts';

const FOLDER = import.meta.dirname;

describe('the records of findings', () => {
  it('have a code each', () => {
    const codes = ALL_FINDINGS.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('are in the folder of their family', () => {
    for (const { code, family } of ALL_FINDINGS) {
      const files = globSync(`*/*.ts`, { cwd: FOLDER }).filter((file) =>
        readFileSync(path.join(FOLDER, file), 'utf8').includes(`'${code}'`),
      );
      expect(files.map((file) => path.dirname(file).replace('-', '_'))).toContain(family);
    }
  });

  it('are notes only where they stand for no status: a note is not told as the reason for one', () => {
    for (const { status, traits } of ALL_FINDINGS) if (traits.note === true) expect(status).toBeNull();
  });

  it.each(PROBE_FAULTS)('have exactly one finding for the fault %s', (fault) => {
    const codes = ALL_FINDINGS.filter(({ traits }) => traits.faults?.some((one) => one === fault)).map(
      ({ code }) => code,
    );
    expect(codes).toEqual([findingOfFault(fault)]);
  });
});
