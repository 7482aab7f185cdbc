import { fitsPattern } from './glob.ts';
import { KMS_ACTIONS, kmsActionOf, type KmsAction } from './kms-actions.ts';

const NAMES: readonly (readonly [KmsAction, string])[] = KMS_ACTIONS.map((action) => [
  action,
  `kms:${action}`.toLowerCase(),
]);
const LONGEST_NAME = Math.max(...NAMES.map(([, name]) => name.length));

/** Every action that one pattern covers. Actions are not case-sensitive. */
function actionsOf(pattern: string): readonly KmsAction[] {
  const lower = pattern.toLowerCase();
  const wild = lower.search(/[*?]/);
  if (wild < 0) {
    const action = lower.startsWith('kms:') ? kmsActionOf(lower) : null;
    return action === null ? [] : [action];
  }
  const begins = lower.slice(0, wild);
  // Most patterns of other services, and those that are longer than any action, end here.
  if (!begins.startsWith('kms:'.slice(0, wild)) || lower.replaceAll('*', '').length > LONGEST_NAME) return [];
  const isPrefix = wild === lower.length - 1 && lower.endsWith('*');
  return NAMES.flatMap(([action, name]) =>
    name.startsWith(begins) && (isPrefix || fitsPattern(name, lower)) ? [action] : [],
  );
}

/** Which actions lists of patterns cover. Each different pattern and list is read once, however many statements hold it. */
export function actionCoverage(): (patterns: readonly string[]) => ReadonlySet<KmsAction> {
  const known = new Map<string, readonly KmsAction[]>();
  const knownLists = new Map<string, ReadonlySet<KmsAction>>();
  const coveredBy = (pattern: string): readonly KmsAction[] => {
    const before = known.get(pattern);
    if (before !== undefined) return before;
    const actions = actionsOf(pattern);
    known.set(pattern, actions);
    return actions;
  };
  return (patterns) => {
    const list = patterns.join('\n');
    const before = knownLists.get(list);
    if (before !== undefined) return before;
    const covered = new Set<KmsAction>();
    for (const pattern of patterns) {
      if (covered.size === KMS_ACTIONS.length) break;
      for (const action of coveredBy(pattern)) covered.add(action);
    }
    knownLists.set(list, covered);
    return covered;
  };
}
