import type { PolicyStatement } from './policy-document.ts';

/** Which callers of an account a statement covers. */
export type Reach = 'account' | 'one_principal' | 'nobody';
type Principals = NonNullable<PolicyStatement['Principal']>;

const ACCOUNT = /^\d{12}$/;
const PRINCIPAL = /^arn:aws[a-z-]{0,20}:(?:iam|sts)::(\d{12}):/;
const accountOf = (principal: string): string | null =>
  ACCOUNT.test(principal) ? principal : (PRINCIPAL.exec(principal)?.[1] ?? null);
const isWholeAccount = (principal: string): boolean => ACCOUNT.test(principal) || principal.endsWith(':root');

/** AWS services and federated users have fields of their own and are never our account. */
const awsPrincipals = (principals: Principals | undefined): readonly string[] => principals?.['AWS'] ?? [];

/** AWS shows the unique ID of a role or user that was deleted. A new one of the same name has another ID. */
const DELETED = /^A(?:RO|ID)A[A-Z0-9]{12,28}$/;

/** The deleted roles and users that a list of principals still names, by their unique IDs. */
export const deletedPrincipals = (principals: Principals | undefined): string[] =>
  awsPrincipals(principals).filter((principal) => DELETED.test(principal));

/** Everybody, and how far each account is covered. */
type Covered = { everybody: boolean; accounts: ReadonlyMap<string, Reach> };

function coveredBy(principals: Principals): Covered {
  const accounts = new Map<string, Reach>();
  let everybody = false;
  for (const principal of awsPrincipals(principals)) {
    if (principal === '*') everybody = true;
    const account = accountOf(principal);
    if (account !== null && accounts.get(account) !== 'account')
      accounts.set(account, isWholeAccount(principal) ? 'account' : 'one_principal');
  }
  return { everybody, accounts };
}

/** The principals of one statement. */
export type StatementPrincipals = {
  /** Which callers of an account the statement covers. */
  reach: (awsAccountId: string) => Reach;
  /** The AWS accounts that `Principal` names. */
  accounts: readonly string[];
};

/**
 * Reads the principals of a statement. `NotPrincipal` covers everybody else. A Deny that exempts only the account's root
 * or only a role may still deny the other one, so it depends on the caller.
 * Source: IAM user guide, "AWS JSON policy elements: NotPrincipal".
 */
export function principalsOf({ Effect, Principal, NotPrincipal }: PolicyStatement): StatementPrincipals {
  if (Principal !== undefined) {
    const { everybody, accounts } = coveredBy(Principal);
    const reach = (account: string): Reach => (everybody ? 'account' : (accounts.get(account) ?? 'nobody'));
    return { reach, accounts: [...accounts.keys()] };
  }
  const exempt = NotPrincipal === undefined ? null : coveredBy(NotPrincipal);
  if (exempt === null || exempt.everybody) return { reach: () => 'nobody', accounts: [] };
  const reach = (account: string): Reach => {
    const covered = exempt.accounts.get(account);
    if (covered === undefined) return 'account';
    return covered === 'account' && Effect === 'Allow' ? 'nobody' : 'one_principal';
  };
  return { reach, accounts: [] };
}
