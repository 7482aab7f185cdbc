import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_TOPICS } from '#lib/core/answers/all-topics.ts';
import { findAnswers } from '#lib/core/answers/find-answers.ts';
import { OTHER_QUESTIONS, QUESTIONS } from '#lib/core/answers/questions.test-support.ts';

const firstFor = (question: string): string | undefined => findAnswers(question)[0]?.id;

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
    for (const part of ['delet ', 'a', 'every morning ', 'key ', 'systems '])
      findAnswers(part.repeat(100_000).slice(0, 100_000));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
