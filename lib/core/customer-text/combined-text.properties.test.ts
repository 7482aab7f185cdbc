import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyVisit, before } from '#lib/core/customer-text/any-visit.test-support.ts';
import { combinedText } from '#lib/core/customer-text/combined-text.ts';
import { commandsIn, jsonIn } from '#lib/core/customer-text/customer-text.test-support.ts';
import { journey, REGION } from '#lib/core/customer-text/key-journey.test-support.ts';
import { keyText } from '#lib/core/customer-text/key-text.ts';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import { after, MINUTE_MS, POLICY } from '#lib/core/verdict/checks.test-support.ts';

const arnOf = (index: number) =>
  `arn:aws:kms:eu-west-1:111122223333:key/${index}234abcd-12ab-34cd-56ef-1234567890ab` as KeyArn;
const DEPS = { regions: [REGION], policy: POLICY };

const anyKeys = fc.array(
  fc.record({
    record: fc.constantFrom(...before),
    visits: fc.array(anyVisit, { minLength: 1, maxLength: 4, size: 'max' }),
  }),
  { minLength: 2, maxLength: 4, size: 'max' },
);

/** A reply of its own without greeting, "as of" and ending: what is said of the key. */
const middleOf = (body: string): string =>
  body
    .trimEnd()
    .split('\n\n')
    .filter((part) => !part.startsWith('As of '))
    .slice(1, -1)
    .join('\n\n');

/** What stands under each key's heading. */
const partsIn = (body: string): string[] => body.split(/^Key \d+ of \d+, arn:\S+:$/m).slice(1);

it('H6 H7 H27 a combined reply says of each key what its own reply asks, and never that there is nothing to do', () => {
  let mixed = 0;
  fc.assert(
    fc.property(anyKeys, fc.constantFrom(0, 5, 11, 180), (given, laterMinutes) => {
      const keys = given.map(({ record, visits }, index) => {
        const { source, at } = journey(visits, { ...record, arn: arnOf(index) });
        return { id: String(index), source, at };
      });
      const now = after(laterMinutes * MINUTE_MS, new Date(Math.max(...keys.map(({ at }) => at.getTime()))));
      const text = combinedText(keys, DEPS, now);
      if (text.kind === 'blocked' || text.keyIds.length < 2) return;
      const { body, keyIds, leftOut } = text;
      expect([...keyIds, ...leftOut.map(({ id }) => id)].toSorted()).toEqual(keys.map(({ id }) => id));

      expect(body.match(/^Hello/gm)).toHaveLength(1);
      expect(body.match(/if you have a question, please/gi)).toHaveLength(1);
      const parts = partsIn(body);
      expect(parts).toHaveLength(keyIds.length);
      let asking = 0;
      for (const [index, part] of parts.entries()) {
        const key = keys.find(({ id }) => id === keyIds[index]);
        const own = key === undefined ? null : keyText(key.source, DEPS, now);
        if (own?.kind !== 'text') throw new Error('No reply of its own.');
        const holds = /do not need to do anything/i.test(own.body);
        // One "as of" for each key.
        expect(part.match(/^(?:As of|Checked on) /gm)).toHaveLength(1);
        expect(part.trimStart().startsWith('As of ')).toBe(own.body.startsWith('As of '));
        if (!holds) expect(part).toContain(middleOf(own.body));
        expect(commandsIn(part)).toEqual(commandsIn(own.body));
        expect(jsonIn(part)).toEqual(jsonIn(own.body));
        if (/When this is done|To send the ARN of the new key/.test(own.body)) asking += 1;
        // Other keys are named in the list above, never in this part.
        for (const other of keys) if (other !== key) expect(part).not.toContain(other.source.record.arn);
      }
      expect(body.includes('When this is done')).toBe(asking > 0);
      if (asking > 0 && asking < keyIds.length) mixed += 1;
      expect(body).not.toMatch(/do not need to do anything|nothing to do/i);
    }),
    { numRuns: 300 },
  );
  expect(mixed).toBeGreaterThan(20);
});
