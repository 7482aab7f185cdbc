import type { Topic } from '#lib/core/answers/topic.ts';
import { END_OF_KEY } from '#lib/core/text/end-of-key.ts';
import { layOutAll, paragraph } from '#lib/core/text/blocks.ts';

/** The text for the customer. It names no customer, account or key, and promises nothing (H6). */
export const answerText = ({ reply, opensWithEnds }: Topic): string =>
  layOutAll([
    paragraph('Hello,'),
    ...(opensWithEnds === true ? END_OF_KEY : []),
    ...reply.parts,
    paragraph('If anything here does not match what you see, please reply to this ticket.'),
  ]);
