import { describe, expect, it } from 'vitest';
import { policyWords } from './returned-policy-words.ts';
import {
  ARN,
  arnIn,
  foundOf,
  IRELAND,
  line,
  ONE_LINE,
  OREGON,
  OREGON_ARN,
  OTHER_ARN,
  OWNER,
  policyFor,
  printed,
  returnedOf,
  setup,
  TWO_REGIONS,
} from './returned.test-support.ts';
import { aliasWords, clearedWords, refusedWords } from './returned-words.ts';
import type { ClearedLine, Expected } from './returned.ts';

const IRISH = printed(policyFor(IRELAND.vendorAccountId));
const OREGONIAN = printed(policyFor(OREGON.vendorAccountId));

describe('an alias in an answer', () => {
  it.each([
    ['above it', `in Ireland:\nalias/backup-eu\n${ARN}`],
    ['in its line', `in Ireland, alias/backup-eu: ${ARN}`],
    ['as the ARN of the alias', `${ARN}\narn:aws:kms:eu-west-1:${OWNER}:alias/backup-eu`],
  ])('beside a key’s ARN is no error, also while another workspace lacks its key: %s', (_, text) => {
    const returned = returnedOf(text, TWO_REGIONS);
    expect(foundOf(returned)).toBe(ARN);
    expect(returned.refused).toEqual([]);
    for (const alias of returned.aliases) expect(aliasWords(alias)).toContain('nothing is to be asked');
  });

  it('in the region of a workspace that lacks its ARN is still refused', () => {
    const returned = returnedOf(`Ireland: ${ARN}\nus-west-2: alias/backup-us`, TWO_REGIONS);
    expect(returned.refused.map(({ reason }) => reason)).toEqual(['alias_arn']);
    expect(returned.aliases).toEqual([]);
  });
});

describe('the only ARN of an answer', () => {
  it.each([
    ['right above it', `${OREGON_ARN}\n\n${IRISH}`],
    ['further above', `Our key: ${OREGON_ARN}\n\nJane is our contact.\nSo is Jo.\nThe policy:\n${IRISH}`],
    ['below it', `${IRISH}\nThis is the policy of ${OREGON_ARN}`],
  ])('owns the policy, which then names the account of the wrong region: ARN %s', (_, text) => {
    const [irish, oregonian] = returnedOf(text, TWO_REGIONS).lines;
    expect(irish?.policy.kind).toBe('not_pasted');
    expect(oregonian?.policy).toMatchObject({ kind: 'read', forArn: OREGON_ARN, uses: 'incomplete' });
    expect(oregonian === undefined ? '' : policyWords(oregonian, TWO_REGIONS).staff).toContain(
      'It names our eu-west-1 account (444455556666). In us-west-2 it must be 555566667777.',
    );
  });

  it('does not own a policy below a heading about another key of the setup', () => {
    const { lines } = returnedOf(`${OREGON_ARN}\nKey policy eu-west-1:\n${IRISH}`, TWO_REGIONS);
    expect(lines.map(({ policy }) => policy.kind)).toEqual(['read', 'not_pasted']);
  });

  it('in a wrong region takes its policy with it: nothing is said of that for the right region', () => {
    const returned = returnedOf(`${OREGON_ARN}\n${OREGONIAN}`);
    expect(returned.refused.map(({ reason }) => reason)).toEqual(['region_not_in_setup']);
    expect(returned.lines[0]?.policy.kind).toBe('not_pasted');
    expect(returned.unplacedPolicies).toEqual([]);
  });
});

describe('an answer about a workspace that is cleared', () => {
  const cleared = (step: ClearedLine['step']): Expected => ({
    ...setup(line('us-west-2', 'billing')),
    cleared: [{ region: 'eu-west-1', workspaceName: 'dispatch', arn: ARN, step }],
  });
  const FIRST_BACKUP = `The first backup in dispatch ran, the job shows the key ${ARN} in eu-west-1.`;

  it.each([
    ['told', /You may start/],
    ['first_backup', /dispatch in eu-west-1, which is cleared and waits for the first backup.*record it above/],
    [null, /which is finished/],
  ] as const)('names its key as known and asks for nothing: %s', (step, words) => {
    const returned = returnedOf(FIRST_BACKUP, cleared(step));
    expect(returned.cleared.map(clearedWords).join()).toMatch(words);
    expect(returned.refused).toEqual([]);
    expect(returned.otherRegionsNamed).toEqual([]);
    expect(foundOf(returned)).toBe('nothing');
  });

  it('with another key of its region asks which one the backup uses, and does not call the region foreign', () => {
    const returned = returnedOf(`The job shows ${OTHER_ARN}.`, cleared('first_backup'));
    expect(returned.refused.map(({ reason }) => reason)).toEqual(['cleared_with_another_key']);
    const [words] = returned.refused.map(refusedWords);
    expect(words?.staff).toContain('First backup');
    expect(words?.customer).not.toContain(ARN);
  });

  it('gives its key to no other workspace, and says what to do where that one is to use it too', () => {
    const expected: Expected = {
      ...ONE_LINE,
      cleared: [{ region: 'eu-west-1', workspaceName: 'dispatch', arn: ARN, step: 'told' }],
    };
    const returned = returnedOf(`${ARN}\n${IRISH}`, expected);
    expect(foundOf(returned)).toBe('nothing');
    expect(returned.lines[0]?.policy.kind).toBe('not_pasted');
    expect(returned.unplacedPolicies).toEqual([]);
    expect(returned.cleared.map(clearedWords).join()).toContain('take it in at that workspace');
    expect(foundOf(returnedOf(`${ARN}\n${OTHER_ARN}`, expected))).toBe(OTHER_ARN);
    expect(returnedOf(arnIn('eu-central-1'), expected).refused).toHaveLength(1);
  });
});
