import fc from 'fast-check';
import { expect, it } from 'vitest';
import { identifiersExcept, rootArn } from '#lib/core/customer-text/foreign-identifiers.ts';
import type { KnownDependents } from '#lib/core/departure/release-blocks.ts';
import { DEPENDENT_KINDS } from '#lib/core/service/dependents.ts';
import { commandsOf, vendorOf } from '#lib/core/setup/instructions.test-support.ts';
import { LINE_TEXTS, ROLL_BACK_REASONS } from './replacement.ts';
import { replacementText } from './replacement-texts.ts';
import {
  aLine,
  anInput,
  arnOf,
  BOTH,
  daysAgo,
  hoursAgo,
  NOTHING_TO_DO,
  OWNER,
  unwrapped,
} from './replacement-texts.test-support.ts';
import { REJECT_REASONS, type ReplacementTextInput, type ReplacementTextLine } from './text-input.ts';

const OTHER_OWNER = '222233334444';
const REGIONS = ['eu-west-1', 'us-west-2'] as const;

const anyTime = fc.option(fc.constantFrom(daysAgo(20), daysAgo(9), daysAgo(7), hoursAgo(25), hoursAgo(1), daysAgo(-3)));
const anyKnown: fc.Arbitrary<KnownDependents | null> = fc.option(
  fc.record({
    counts: fc.dictionary(fc.constantFrom(...DEPENDENT_KINDS, 'tape_copies'), fc.constantFrom(0, 0, 1, 1_234_567)),
    asOf: fc.constantFrom(hoursAgo(1), hoursAgo(30), hoursAgo(-2)),
    zeroSince: fc.option(fc.constantFrom(daysAgo(8), daysAgo(5), hoursAgo(-1))),
  }),
);
const anyWorkspace = fc.constantFrom('main', 'archive', 'US\nProduction', 'O’Brien & Söhne', '株式会社');

/** Few keys, so that lines share them. */
const anyLine: fc.Arbitrary<ReplacementTextLine> = fc
  .record({
    workspace: anyWorkspace,
    region: fc.constantFrom(...REGIONS),
    oldAt: fc.constantFrom(1, 2, 3),
    newAt: fc.option(fc.constantFrom(3, 4, 5)),
    newOwner: fc.constantFrom(OWNER, OWNER, OTHER_OWNER),
    keyState: fc.constantFrom(
      null,
      'Enabled',
      'Enabled',
      'Disabled',
      'PendingDeletion',
      'PendingReplicaDeletion',
      'PendingImport',
      'Unavailable',
      'Creating',
    ),
    seenAt: anyTime,
    deletionAt: anyTime,
    times: fc.record({
      switchedAt: anyTime,
      acknowledgedAt: anyTime,
      firstBackupAt: anyTime,
      releasedAt: anyTime,
      rolledBackAt: fc.option(fc.constant(hoursAgo(20)), { freq: 2 }),
    }),
    rolledBackWhy: fc.option(fc.constantFrom(...ROLL_BACK_REASONS)),
    rejectedWhy: fc.option(fc.constantFrom(...REJECT_REASONS)),
    dependents: anyKnown,
    newDependents: anyKnown,
  })
  .map(({ workspace, region, oldAt, newAt, newOwner, keyState, seenAt, deletionAt, times, ...rest }) =>
    aLine({
      workspace,
      region,
      oldKey: { arn: arnOf(oldAt, region), awsAccountId: OWNER, keyState, seenAt, deletionAt },
      newKey: newAt === null ? null : { arn: arnOf(newAt, region, newOwner), awsAccountId: newOwner },
      ...times,
      ...rest,
    }),
  );

const anyInput: fc.Arbitrary<ReplacementTextInput> = fc
  .record({
    lines: fc.array(anyLine, { minLength: 1, maxLength: 3 }),
    contactName: fc.option(fc.constant('Dana Ruiz')),
    timeZone: fc.option(fc.constantFrom('Europe/Berlin', 'Atlantis/Capital')),
    ticket: fc.option(fc.constant('KD-1042')),
    plannedFor: anyTime,
  })
  .map(({ lines, ...given }) => ({ ...anInput(), lines, ...given }));

/** Every text that an input allows, with the input. */
const everyText = (input: ReplacementTextInput) =>
  LINE_TEXTS.flatMap((kind) => {
    const made = replacementText(kind, input);
    return made.ok ? [{ kind, subject: made.subject, body: made.body }] : [];
  });

const forEveryText = (
  check: (text: { kind: string; subject: string; body: string }, of: ReplacementTextInput) => void,
) =>
  fc.assert(
    fc.property(anyInput, (input) => {
      for (const text of everyText(input)) check(text, input);
    }),
    { numRuns: 200 },
  );

/** The paragraph of a line: its list. */
const listsOf = (body: string, workspace: string): string[] =>
  body.split('\n\n').filter((part) => part.startsWith(`- Workspace: ${unwrapped(workspace)}, `));

it('a text is laid out one paragraph per line, with nothing left blank in it', () => {
  forEveryText(({ subject, body }) => {
    expect(`${subject}\n${body}`).not.toMatch(/undefined|\bnull\b|NaN|Invalid|\[object/);
    expect(subject).not.toContain('\n');
    expect(body).not.toMatch(/\n{3}|[ \t]\n/);
    expect(body.endsWith('.\n')).toBe(true);
    for (const part of body.trimEnd().split('\n\n')) {
      const lines = part.split('\n');
      // Only lists, steps, commands and policies have several lines.
      if (lines.length > 1) for (const line of lines) expect(line).toMatch(/^(- \S|\d+\. \S| {2})/);
      for (const line of lines) if (!line.startsWith(' ')) expect(line).not.toMatch(/ {2}|(: ?|- )$(?<!\w:)/);
    }
  });
});

it('H19 both keys must stay enabled in every text while a line is switched and not released', () => {
  forEveryText(({ body }, { lines }) => {
    for (const line of lines) {
      if (line.newKey === null || line.switchedAt === null || line.releasedAt !== null) continue;
      expect(listsOf(body, line.workspace).some((list) => BOTH.test(list) && list.includes(line.oldKey.arn))).toBe(
        true,
      );
    }
  });
});

it('H19 no text says that a key may be deleted or disabled', () => {
  forEveryText(({ subject, body }) => {
    expect(unwrapped(`${subject} ${body}`)).not.toMatch(
      /you (may|can) (now )?(safely )?(delete|disable|schedule)|safe to (delete|disable)|no longer protect/i,
    );
  });
});

it('H6 no text names another key or account than those of its request and ours', () => {
  forEveryText(({ subject, body }, { lines }) => {
    const keys = lines.flatMap(({ oldKey, newKey }) => (newKey === null ? [oldKey] : [oldKey, newKey]));
    const awsAccountIds = [...keys.map((key) => key.awsAccountId), ...lines.map(({ region }) => vendorOf(region))];
    const own = { arns: [...keys.map(({ arn }) => arn), ...awsAccountIds.map(rootArn)], awsAccountIds };
    expect(identifiersExcept(`${subject}\n${body}`, own)).toEqual([]);
  });
});

it('H3 H4 no text asks to undo anything before it asked whether it was intended, and no deletion is canceled without enabling', () => {
  forEveryText(({ body }) => {
    const verbs = commandsOf(body).map((command) => command.split(' ')[2]);
    for (const [at, verb] of verbs.entries()) {
      expect(['cancel-key-deletion', 'enable-key']).toContain(verb);
      if (verb === 'cancel-key-deletion') expect(verbs[at + 1]).toBe('enable-key');
    }
    const asks = body.indexOf('Please check first whether');
    expect(verbs.length > 0).toBe(asks >= 0);
    if (asks < 0) return;
    expect(body.slice(0, asks)).toMatch(/^Hello[^\n]*,\n\n$/);
  });
});

it('H27 a text that says there is nothing to do asks for nothing', () => {
  forEveryText(({ body }) => {
    if (!NOTHING_TO_DO.test(body)) return;
    expect(commandsOf(body)).toEqual([]);
    expect(unwrapped(body.replace(/If you have a question, please/, ''))).not.toMatch(
      /please (check|create|send|enable|cancel|add|change|compare|reply)|we do not have the ARN/i,
    );
  });
});

it('H2 no text says that our product makes backups with a new key before it acknowledged the switch', () => {
  forEveryText(({ kind, body }, { lines }) => {
    if (lines.some(({ acknowledgedAt }) => acknowledgedAt !== null)) return;
    expect(body).not.toMatch(/makes new backups with the new key|(?<!not )acknowledged the switch/);
    expect(kind).not.toBe('released');
  });
});

it('H15 no count is told as zero or nothing that was not reported as zero', () => {
  forEveryText(({ body }, { lines }) => {
    const reported = lines.some(({ dependents, newDependents }) =>
      [dependents, newDependents].some((known) => Object.values(known?.counts ?? {}).includes(0)),
    );
    if (!reported) expect(body).not.toMatch(/: nothing\.|\bzero\b/i);
  });
});
