import type { Topic } from '#lib/core/answers/topic.ts';
import { layOutAll, paragraph } from '#lib/core/text/blocks.ts';

/** The text for the customer. It names no customer, account or key, and promises nothing (H6). */
export const answerText = ({ reply }: Topic): string =>
  layOutAll([
    paragraph('Hello,'),
    ...reply.parts,
    paragraph('If anything here does not match what you see, please reply to this ticket.'),
  ]);
