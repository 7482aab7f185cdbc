import { FrozenText } from '#components/customer-text/frozen-text.tsx';
import { Disclosure } from '#components/ui/disclosure.tsx';
import type { SetupLineView, SetupPage, SetupTextView } from '#lib/core/pages/setup-page.ts';
import { currentTexts } from '#lib/core/setup/current-texts.ts';
import { TEXT_TITLE } from '#lib/core/setup/setup-words.ts';
import type { SetupActions } from './setup-actions.ts';
import { ToldForm } from './told-form.tsx';

/** Where the texts are on the page, for links. */
export const TEXTS_ANCHOR = 'texts';

const textAnchor = ({ id }: Pick<SetupTextView, 'id'>): string => `text-${id}`;

const SetupText = ({
  page,
  text,
  actions,
  isCurrent,
}: {
  page: SetupPage;
  text: SetupTextView;
  actions: SetupActions;
  /** Whether somebody still has to send it. */
  isCurrent: boolean;
}) => (
  <FrozenText
    id={textAnchor(text)}
    title={TEXT_TITLE[text.kind]}
    text={text}
    now={page.now}
    rows={isCurrent ? 10 : 4}
    form={<ToldForm page={page} text={text} actions={actions} isCurrent={isCurrent} />}
  />
);

/** The texts of a setup: first those that somebody still has to send, then closed those that were sent or replaced. */
export function Texts({ page, actions }: { page: SetupPage; actions: SetupActions }) {
  const current = currentTexts(page.texts, page.lines);
  const older = page.texts.filter((text) => !current.includes(text));
  return (
    <>
      {current.length === 0 && <p className="mb-2 text-subtle">No text waits to be sent.</p>}
      {current.map((text) => (
        <SetupText key={text.id} page={page} text={text} actions={actions} isCurrent />
      ))}
      {older.length > 0 && (
        <Disclosure summary={`Sent and older texts (${older.length})`} summaryClassName="cursor-pointer font-medium">
          {() => (
            <div className="mt-3">
              {older.map((text) => (
                <SetupText key={text.id} page={page} text={text} actions={actions} isCurrent={false} />
              ))}
            </div>
          )}
        </Disclosure>
      )}
    </>
  );
}

/** What to do with a text that is further down, and a link that goes there. */
export function BelowInTexts({ page, line, words }: { page: SetupPage; line: SetupLineView; words: string }) {
  const text = currentTexts(page.texts, page.lines).find(({ kind, lineId }) =>
    line.cleared === null ? kind === 'instructions' : kind === 'cleared' && lineId === line.id,
  );
  return (
    <p className="max-w-prose">
      {words}{' '}
      <a href={`#${text === undefined ? TEXTS_ANCHOR : textAnchor(text)}`} className="link">
        {text === undefined ? 'Go to the texts' : 'Go to the text'}
      </a>
    </p>
  );
}
