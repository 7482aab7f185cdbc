import clsx from 'clsx';
import { Fragment } from 'react';
import { Identifier } from '#components/ui/identifier.tsx';
import type { ComparedRow } from '#lib/core/replacement/compare.ts';
import type { ReplacementLineView } from '#lib/core/pages/replacement-page.ts';

const DIFFERENT = 'different';
const GROUP_WORD = { fact: 'Facts', permission: 'Permissions, at their last test' } as const;

/** A key's id: the account and region of its ARN have rows of their own, and a phone has no room for both ARNs. */
const idOf = (arn: string): string => arn.slice(arn.indexOf('/') + 1);

/** Both keys, fact by fact and permission by permission. What differs is marked, and says what it means. */
export function CompareTable({ line: { oldKey, newKey, compared } }: { line: ReplacementLineView }) {
  if (newKey === null) return null;
  return (
    <table className="w-full table-fixed text-table" aria-label="Old and new key side by side">
      <thead>
        <tr className="border-b border-line text-left align-top">
          <th scope="col" className="w-[30%] py-1.5 pr-3 font-medium text-subtle max-sm:w-[25%] max-sm:pr-1.5">
            <span className="sr-only">Fact</span>
          </th>
          <th scope="col" className="py-1.5 pr-3 font-medium max-sm:pr-1.5">
            Old key
            <span className="block font-normal">
              <a href={`/keys/${oldKey.id}`} className="link">
                <Identifier value={idOf(oldKey.arn)} />
              </a>
            </span>
          </th>
          <th scope="col" className="py-1.5 font-medium">
            New key
            <span className="block font-normal">
              <a href={`/keys/${newKey.id}`} className="link">
                <Identifier value={idOf(newKey.arn)} />
              </a>
            </span>
          </th>
        </tr>
      </thead>
      {(['fact', 'permission'] as const).map((kind) => (
        <tbody key={kind}>
          <tr>
            <th scope="rowgroup" colSpan={3} className="pt-3 pb-1 text-left font-medium">
              {GROUP_WORD[kind]}
            </th>
          </tr>
          {compared
            .filter((row) => row.kind === kind)
            .map((row) => (
              <Row key={row.label} row={row} />
            ))}
        </tbody>
      ))}
    </table>
  );
}

/** Words of AWS such as GenerateDataKey and SYMMETRIC_DEFAULT: on a phone they break between their parts. */
const breakable = (words: string) =>
  [...words.matchAll(/.+?(?:(?<=[a-z])(?=[A-Z])|(?<=_)|$)/g)].map(({ 0: part, index: at }) => (
    <Fragment key={at}>
      {at > 0 && <wbr />}
      {part}
    </Fragment>
  ));

function Row({ row: { label, old, new: newer, differs, why } }: { row: ComparedRow }) {
  return (
    <Fragment>
      <tr className={clsx('align-top', why === null && 'border-b border-line', differs && 'bg-sunken font-medium')}>
        <th scope="row" className="py-1.5 pr-3 text-left font-normal max-sm:pr-1.5 wrap-anywhere text-subtle">
          {breakable(label)}
          {differs && <span className="sr-only"> ({DIFFERENT})</span>}
        </th>
        <td className="py-1.5 pr-3 wrap-anywhere max-sm:pr-1.5">{breakable(old)}</td>
        <td className="py-1.5 wrap-anywhere">
          {breakable(newer)}
          {differs && (
            <span aria-hidden="true" className="text-warning-text">
              {' '}
              ≠
            </span>
          )}
        </td>
      </tr>
      {why !== null && (
        <tr className="border-b border-line bg-sunken">
          <td aria-hidden="true" />
          <td colSpan={2} className="pb-1.5 text-warning-text">
            {why}
          </td>
        </tr>
      )}
    </Fragment>
  );
}
