import type { PolicyAnswer } from '#lib/core/finding/evidence.ts';
import { actionCoverage } from './action-patterns.ts';
import { factOf, requestKind, type Fact, type PolicyCall } from './call-facts.ts';
import { KMS_ACTIONS } from './kms-actions.ts';
import type { FactOf } from './policy-conditions.ts';
import type { PolicyStatement } from './policy-document.ts';
import { prepareStatement, type PreparedStatement, type StatementWord } from './policy-statement.ts';

/** Who asks for which permission. */
export type PolicyQuestion = Pick<PolicyCall, 'awsAccountId' | 'action' | 'throughAwsService' | 'caller'>;
/** What is known of every call that a policy is asked about. */
export type KnownOfCalls = Pick<PolicyCall, 'arn' | 'encryptionContext' | 'at'>;

/**
 * The answer, and what it depends on if it is conditional. `given` is whether an Allow needs nothing that we don't know
 * to be so: it applies even if every unknown condition key is absent.
 */
export type AnsweredAction = { answer: PolicyAnswer; hangsOn: readonly string[]; given: boolean };

/** A policy that can be asked many questions. */
export type PreparedPolicy = {
  ask: (question: PolicyQuestion) => AnsweredAction;
  /** How many statements name other resources and not this key, so that they have no effect here. */
  statementsForOtherKeys: number;
  /** Whether any statement covers an action of KMS. */
  isAboutKms: boolean;
  /** The AWS accounts that any `Principal` names. */
  accountsNamed: readonly string[];
  /** Whether any statement is about an account. */
  concerns: (awsAccountId: string) => boolean;
};

/** The value of a key, made when it is first asked for. */
function getOrMake<T>(known: Map<string, T>, key: string, make: () => T): T {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  known.set(key, made);
  return made;
}

type Asked = { statement: PreparedStatement; word: StatementWord };

/** What statements that never change give, for requests of one kind by one caller. */
function asked(statements: readonly PreparedStatement[], call: PolicyCall, factOfCall: FactOf): Asked[] {
  return statements.flatMap((statement) => {
    const word = statement.word(call.awsAccountId, factOfCall);
    return word === null ? [] : [{ statement, word }];
  });
}

function answer(words: readonly Asked[], action: PolicyCall['action']): AnsweredAction {
  let [granted, allowedAnyway, given] = [false, false, false];
  const [allowsHangOn, deniesHangOn] = [new Set<string>(), new Set<string>()];
  for (const { statement, word } of words) {
    if (!statement.coversAction(action)) continue;
    if (statement.effect === 'Deny') {
      if (word.hangsOn.length === 0) return { answer: 'denied', hangsOn: [], given: false };
      for (const key of word.hangsOn) deniesHangOn.add(key);
    } else {
      granted = true;
      given ||= word.given;
      allowedAnyway ||= word.hangsOn.length === 0;
      for (const key of word.hangsOn) allowsHangOn.add(key);
    }
  }
  if (!granted) return { answer: 'not_granted', hangsOn: [], given: false };
  const undecided = allowedAnyway ? deniesHangOn : new Set([...allowsHangOn, ...deniesHangOn]);
  return { answer: undecided.size === 0 ? 'allowed' : 'conditional', hangsOn: [...undecided], given };
}

/** Prepares a policy, so that each part of a statement is evaluated once, however many questions are asked. */
export function preparePolicy(statements: readonly PolicyStatement[], known: KnownOfCalls): PreparedPolicy {
  const coversActions = actionCoverage();
  const prepared = statements.map((statement) => prepareStatement(statement, known.arn, coversActions));
  const isAboutRequests = prepared.some((statement) => statement.isAboutRequests);
  const wordsOf = new Map<string, readonly Asked[]>();
  const factsOf = new Map<string, Map<string, Fact>>();
  return {
    ask: (question) => {
      const call: PolicyCall = { ...known, ...question };
      const caller = `${question.awsAccountId} ${question.caller} ${question.throughAwsService}`;
      const kind = isAboutRequests ? `${caller} ${requestKind(question.action)}` : caller;
      const facts = getOrMake(factsOf, caller, () => new Map<string, Fact>());
      const words = getOrMake(wordsOf, kind, () => asked(prepared, call, (key) => factOf(call, key, facts)));
      return answer(words, question.action);
    },
    statementsForOtherKeys: prepared.filter(({ isForOtherKeys }) => isForOtherKeys).length,
    isAboutKms: prepared.some(({ coversAction }) => KMS_ACTIONS.some(coversAction)),
    accountsNamed: [...new Set(prepared.flatMap(({ accountsNamed }) => accountsNamed))],
    concerns: (awsAccountId) => prepared.some(({ reach }) => reach(awsAccountId) !== 'nobody'),
  };
}

/**
 * What a key policy says about one permission for an account's call. An explicit deny outweighs every allow. `allowed`
 * needs an Allow for the whole account whose conditions are known to hold, and no Deny that may apply; an Allow for one
 * role is conditional, because another role may call. Source: IAM user guide, "Policy evaluation logic". Only this
 * document is read: no IAM policies, RCPs or SCPs.
 */
export const answerOf = (statements: readonly PolicyStatement[], call: PolicyCall): AnsweredAction =>
  preparePolicy(statements, call).ask(call);
