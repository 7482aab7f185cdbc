import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_TOPICS } from '#lib/core/answers/all-topics.ts';
import { findAnswers } from '#lib/core/answers/find-answers.ts';
import { OTHER_QUESTIONS, QUESTIONS } from '#lib/core/answers/questions.test-support.ts';

const firstFor = (question: string): string | undefined => findAnswers(question)[0]?.id;

const OF_THE_CUSTOMER = new Map([
  ['we', 'they'],
  ['us', 'them'],
  ['our', 'their'],
  ['you', 'we'],
  ['your', 'our'],
]);
const ALREADY_RETOLD = /\b(customer|they|their|them)\b/i;
/** "We changed our policy, why are you denied?" as a support engineer writes it. */
const retold = (question: string): string =>
  `Customer writes: ${question.toLowerCase().replaceAll(/\b\w+\b/g, (word) => OF_THE_CUSTOMER.get(word) ?? word)}`;

describe('a pasted question', () => {
  it('has examples for every topic', () => {
    expect(Object.keys(QUESTIONS).toSorted()).toEqual(ALL_TOPICS.map(({ id }) => id).toSorted());
  });

  it.each(Object.entries(QUESTIONS).flatMap(([id, questions]) => questions.map((question) => [id, question] as const)))(
    'finds %s first for: %s',
    (id, question) => {
      expect(firstFor(question)).toBe(id);
    },
  );

  it('finds a topic by its own question', () => {
    for (const { id, question } of ALL_TOPICS) expect([question, firstFor(question)]).toEqual([question, id]);
  });

  it('is recognized in capitals, with typographic quotes and broken lines, inside a greeting', () => {
    for (const [id, [question = '']] of Object.entries(QUESTIONS)) {
      expect(firstFor(question.toUpperCase())).toBe(id);
      expect(
        firstFor(`Hello team,\n\n> ${question.replaceAll(' ', '\n> ')}\n\nThank you,\nDana`.replaceAll('> ', '')),
      ).toBe(id);
      expect(firstFor(question.replaceAll('"', '“'))).toBe(id);
    }
  });

  it.each(
    Object.entries(QUESTIONS).flatMap(([id, questions]) =>
      questions.filter((question) => !ALREADY_RETOLD.test(question)).map((question) => [id, retold(question)] as const),
    ),
  )('is recognized when a colleague retells it: %s first for: %s', (id, question) => {
    expect(firstFor(question)).toBe(id);
  });

  it.each([
    ['service-control-policy', 'vendor', 'with an explicit deny in a service control policy'],
    [
      'service-control-policy',
      'vendor',
      'with an explicit deny in a service control policy: arn:aws:organizations::111122223333:policy/o-abcde12345/service_control_policy/p-abcde123',
    ],
    ['service-control-policy', 'vendor', 'because no service control policy allows the kms:Decrypt action'],
    ['service-control-policy', 'vendor', 'because no identity-based policy allows the kms:Decrypt action'],
    ['service-control-policy', 'vendor', 'with an explicit deny in an identity-based policy'],
    ['service-control-policy', 'vendor', 'with an explicit deny in a permissions boundary'],
    ['service-control-policy', 'vendor', 'because no session policy allows the kms:Decrypt action'],
    ['service-control-policy', 'vendor', 'with an explicit deny in a VPC endpoint policy'],
    ['resource-control-policy', 'customer', 'with an explicit deny in a resource control policy'],
    [
      'resource-control-policy',
      'customer',
      'with an explicit deny in a resource control policy: arn:aws:organizations::111122223333:policy/o-abcde12345/resource_control_policy/p-abcde123',
    ],
    ['still-denied', 'one_of_several', 'with an explicit deny in a resource-based policy'],
    ['still-denied', 'one_of_several', 'because no resource-based policy allows the kms:Decrypt action'],
  ] as const)('H12 with an error of AWS finds %s (%s) first, whatever is asked about it: %s', (id, acts, error) => {
    const caller =
      'User: arn:aws:sts::444455556666:assumed-role/backup/session is not authorized to perform: kms:Decrypt';
    for (const question of [
      error,
      `The error says "${error}". Is that our organization or yours?`,
      `${caller} ${error}. Whose policy is that?`,
      `Our organization blocks outside accounts. You get: ${caller} ${error}`,
    ]) {
      const [first] = findAnswers(question);
      expect([question, first?.id, first?.acts]).toEqual([question, id, acts]);
    }
  });

  it.each(OTHER_QUESTIONS)('about nothing that we have an answer to finds nothing: %j', (question) => {
    expect(findAnswers(question)).toEqual([]);
  });

  it('never finds more than four topics, the same ones each time, and never throws', () => {
    const words = fc.constantFrom(...Object.values(QUESTIONS).flat().join(' ').split(' '));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(words).map((all) => all.join(' ')),
        ),
        (question) => {
          const found = findAnswers(question);
          expect(found.length).toBeLessThanOrEqual(4);
          expect(findAnswers(question)).toEqual(found);
        },
      ),
    );
  });

  it('of a hundred thousand characters is read within a second', () => {
    const started = performance.now();
    for (const part of [
      'delet ',
      'a',
      'every morning ',
      'key ',
      'systems ',
      'they ',
      'how long ',
      'account moved ',
      'deleted the ',
    ])
      findAnswers(part.repeat(100_000).slice(0, 100_000));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
