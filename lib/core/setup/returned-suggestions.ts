import type { KeyArn } from '#lib/core/key/key-arn.ts';
import { arnsIn } from './returned-arns.ts';
import type { Expected } from './returned.ts';

const SHORTEST_NAME = 2;

/**
 * The ARNs that stand in one line of text with the name of one workspace, by the workspace's line. A line with several
 * ARNs or several names suggests nothing, nor does a name that stands with different ARNs.
 */
export function suggestedArns(text: string, { lines }: Expected): ReadonlyMap<string, KeyArn> {
  const shared = lines.filter((line) => lines.some((other) => other !== line && other.region === line.region));
  const suggested = new Map<string, Set<KeyArn>>();
  const rows = shared.length === 0 ? [] : text.split('\n').filter((row) => row.includes('arn:aws:kms:'));
  for (const row of rows) {
    const [key, ...others] = arnsIn(row).keys;
    if (key === undefined || others.length > 0) continue;
    const named = shared.filter((line) => line.region === key.region && isNamed(row, line.workspaceName));
    const [only] = named;
    if (only === undefined || named.length > 1) continue;
    suggested.set(only.lineId, (suggested.get(only.lineId) ?? new Set<KeyArn>()).add(key.arn));
  }
  return new Map(
    [...suggested].flatMap(([lineId, arns]) => (arns.size === 1 ? [...arns].map((arn) => [lineId, arn] as const) : [])),
  );
}

/** Whether a text has a name as a whole: "prod" is not named by "prod-eu". */
export function isNamed(text: string, name: string): boolean {
  if (name.length <= SHORTEST_NAME) return false;
  const [whole, wanted] = [text.toLowerCase(), name.toLowerCase()];
  for (let at = whole.indexOf(wanted); at >= 0; at = whole.indexOf(wanted, at + 1))
    if (!/[\w-]/.test(whole[at - 1] ?? ' ') && !/[\w-]/.test(whole[at + wanted.length] ?? ' ')) return true;
  return false;
}
