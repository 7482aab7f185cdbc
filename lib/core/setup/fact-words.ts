/** The facts that only a person can vouch for, as the history names them. */
export const FACT_WORD: Readonly<Record<string, string>> = {
  plan: 'plan',
  workspace: 'workspace',
  jobs: 'no jobs',
};

/** Each fact as the form says it. */
export const FACT_LABEL = {
  plan: 'The customer’s plan allows keys of their own.',
  workspace: (workspace: string, region: string): string => `The workspace ${workspace} exists in ${region}.`,
  jobs: 'There is no backup or archive job yet, or the decision on existing data is written below.',
} as const;

/** Where each fact is seen, and whom to ask. */
export const FACT_HINT = {
  plan: 'It is in the contract. Ask the account executive. This counts for the whole setup.',
  workspace: 'The workspace’s settings in our product show its region. If you can’t open them, ask the customer.',
  jobs: 'The workspace’s list of jobs in our product shows them. If there is one, ask the customer before you go on.',
  existingData: 'Only where there is data already: which data stays encrypted with our own key, and who decided that.',
} as const;

/** Where to look for what our side did, and whom to ask. */
export const OUR_SIDE_HINT =
  'In our product, the workspace’s settings show this ARN, and its log shows an encrypt/decrypt call with it that worked. If you can’t see them, ask the team that runs the product. Write what you saw, and where.';
