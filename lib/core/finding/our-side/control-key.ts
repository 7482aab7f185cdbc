import { KEY_STATES } from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding, nothingKnown, type NoDetail } from '#lib/core/finding/finding-record.ts';
import { nothingToSend } from '#lib/core/finding/text-rule.ts';
import { customerSideDenials } from '#lib/core/probe/denials.ts';

export const controlBroken = defineFinding<NoDetail>()({
  code: 'control_broken',
  family: 'our_side',
  status: null,
  traits: {},
  confidenceIfNotKept: 'certain',
  rule: ({ report, denial }) =>
    customerSideDenials(report).length > 0 && denial.control === 'broken' ? conclude('certain', {}) : null,
  fromRecord: nothingKnown,
  word: 'control key broken',
  advice: {
    acts: 'vendor',
    headline: (_, { region }) =>
      `Our control key in ${region} has a bad key state, so we can’t tell whether denials here are our fault.`,
    cause: () =>
      'It is disabled, pending deletion or deleted. That is no incident, but a fault on our side is not ruled out.',
    steps: (_, { region }) => [{ text: `Repair or replace the control key that HOSTING_REGIONS names for ${region}.` }],
    reference: KEY_STATES,
  },
  text: nothingToSend('our_side'),
});

export const controlContradicted = defineFinding<NoDetail>()({
  code: 'control_contradicted',
  family: 'our_side',
  status: null,
  traits: {},
  confidenceIfNotKept: 'likely',
  rule: ({ report, denial }) =>
    customerSideDenials(report).length > 0 && denial.control === 'contradicted' ? conclude('likely', {}) : null,
  fromRecord: nothingKnown,
  word: 'control key denies our role',
  advice: {
    acts: 'vendor',
    headline: (_, { region }) =>
      `Our control key in ${region} denies what another customer’s key allows, so it can’t tell whose fault a denial is.`,
    cause: () =>
      'The role works for another customer’s key. Most likely the control key’s own policy is wrong, or the role’s list of keys lacks it.',
    steps: (_, { region }) => [
      {
        text: `Correct the policy of the control key that HOSTING_REGIONS names for ${region}: it must allow our role, and the role must cover it.`,
      },
    ],
    reference: KEY_STATES,
  },
  text: nothingToSend('our_side'),
});
