'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { announce } from '#components/ui/announcer.tsx';
import { attempt } from '#components/ui/attempt.ts';
import { carryText } from '#components/ui/carried-text.ts';
import { CommandPalette, type PaletteGroup, type PaletteItem } from '#components/ui/command-palette.tsx';
import { StatusMark } from '#components/verdict/verdict-mark.tsx';
import { commandsFor, meansCommand, type Command } from '#lib/core/find/commands.ts';
import { FIND_WORDS } from '#lib/core/find/dialog-words.ts';
import { OPENER_WORDS } from '#lib/core/find/opener-words.ts';
import { ADD_EVIDENCE, type Found, type FoundItem } from '#lib/core/find/found.ts';
import { fetchFound } from './fetch-found.ts';
import type { FindProps } from './find-props.ts';
import { recentItems, rememberItem, type RecentItem } from './recent-items.ts';
import { focusOnArrival, showAddEvidence } from './on-arrival.ts';

/** How long the person must have stopped typing. */
const PAUSE_MS = 120;
const LONGEST = 100_000;
const SHOWN_OF_PASTE = 200;
const TOOL_BUTTON = { show_appearance: '[data-tool="appearance"]', show_shortcuts: '[data-tool="shortcuts"]' } as const;
const SIGN_OUT = 'form[action="/api/auth/signout"]';

type Row = PaletteItem & ({ command: Command } | { found: FoundItem; remembers: boolean } | { recent: RecentItem });

/** The text, and what it found once that is known. */
type Answer = { text: string; found: Found | 'failed' } | null;

const commandRow = ({ command, blockedReason }: ReturnType<typeof commandsFor>[number]): Row => ({
  id: `command ${command.label}`,
  label: command.label,
  detail: '',
  blockedReason,
  command,
});

const recentRow = (recent: RecentItem): Row => ({ ...recent, id: `recent ${recent.id}`, blockedReason: null, recent });

const foundRow = (found: FoundItem): Row => ({
  id: found.id,
  label: found.label,
  detail: [found.statusWords, found.detail].filter((part) => part !== null && part !== '').join(' · '),
  mark: found.status === null ? undefined : <StatusMark status={found.status} />,
  blockedReason: found.blockedReason,
  found,
  // People's addresses aren't kept in the browser.
  remembers: found.checks === null && !/^(contact|evidence) /.test(found.id),
});

const groupOf = (title: string, items: readonly Row[], more = false): PaletteGroup<Row>[] =>
  items.length === 0 ? [] : [{ title, items, more }];

/** One line for the field: the text itself may have many. */
const asLine = (text: string): string => text.slice(0, SHOWN_OF_PASTE).replaceAll(/\s*[\r\n]+\s*/g, ' ');

/** Asks as the person types. An answer to an older text is dropped, and its request is canceled. */
function useAnswer(open: boolean, text: string, atOnce: boolean): Answer {
  const [answer, setAnswer] = useState<Answer>(null);
  const wanted = open && text.trim() !== '' && text.length <= LONGEST;
  useEffect(() => {
    if (!wanted) return;
    const canceled = new AbortController();
    const ask = () =>
      fetchFound(text, canceled.signal).then(
        (found) => !canceled.signal.aborted && setAnswer({ text, found }),
        () => !canceled.signal.aborted && setAnswer({ text, found: 'failed' }),
      );
    const timer = setTimeout(() => void ask(), atOnce ? 0 : PAUSE_MS);
    return () => {
      clearTimeout(timer);
      canceled.abort();
    };
  }, [wanted, text, atOnce]);
  return wanted ? answer : null;
}

/**
 * "Find anything" as a dialog: what was opened last, pages and actions, and what the typed or pasted text finds. Loaded
 * when it is first opened.
 * @param typed what was typed before it was loaded
 * @param entered whether Enter was pressed before it was loaded
 */
export function FindDialog<Checked, Problem extends string>({
  open,
  typed,
  entered,
  typedSince,
  staffId,
  role,
  check,
  onClose,
  returnFocusTo,
}: FindProps<Checked, Problem> & {
  open: boolean;
  typed: string;
  entered: boolean;
  /** What was typed until the field has the focus; null where that was read before. */
  typedSince: () => { typed: string; entered: boolean } | null;
  onClose: () => void;
  returnFocusTo: HTMLElement | null;
}) {
  const router = useRouter();
  // What is looked up; a pasted text of several lines is shown as one.
  const [text, setText] = useState(typed);
  const [pasted, setPasted] = useState(entered || typed.length > 1);
  const [recent] = useState(() => recentItems(staffId));
  const leavesFor = useRef<string | null>(null);
  const waitsFor = useRef(entered ? typed : null);
  const [arrived, setArrived] = useState(false);
  const answer = useAnswer(open, text, pasted);

  const isEmpty = text.trim() === '';
  const isCurrent = isEmpty || answer?.text === text;
  const found = answer === null || answer.found === 'failed' ? null : answer.found;
  const hasFailed = isCurrent && answer?.found === 'failed';
  const commands = pasted && text.includes('\n') ? [] : commandsFor(text, role);
  const first = commands.filter(({ command }) => meansCommand(text, command));
  const groups = [
    ...groupOf(FIND_WORDS.recent, isEmpty ? recent.map(recentRow) : []),
    ...groupOf(FIND_WORDS.commands, (isEmpty ? commands : first).map(commandRow)),
    // The last answer stays until the next one is there, so that the list doesn't jump.
    ...(isEmpty ? [] : (found?.groups ?? [])).flatMap(({ title, items, more }) =>
      groupOf(title, items.map(foundRow), more),
    ),
    ...groupOf(
      first.length > 0 ? FIND_WORDS.otherCommands : FIND_WORDS.commands,
      isEmpty ? [] : commands.filter((one) => !first.includes(one)).map(commandRow),
    ),
  ];
  const rows = groups.flatMap(({ items }) => items);
  const isTooLong = text.length > LONGEST;
  const nothing = isCurrent && found !== null && rows.length === 0 ? found.searched : null;
  const empty = isTooLong ? FIND_WORDS.tooLong : hasFailed ? FIND_WORDS.failed : nothing;

  const checkNow = async (keyId: string): Promise<void> => {
    announce(FIND_WORDS.checking);
    const form = new FormData();
    form.set('customerKeyId', keyId);
    const state = await attempt(() => check({ status: 'idle' }, form));
    if (state.status === 'refused') announce(state.words);
    if (state.status === 'failed') announce(FIND_WORDS.checkFailed);
  };

  const leaveFor = (href: string): void => {
    leavesFor.current = href;
    onClose();
    router.push(href);
  };

  const choose = (row: Row): void => {
    if ('command' in row) {
      const { command } = row;
      if ('href' in command) {
        leaveFor(command.href);
        return;
      }
      const { does } = command;
      if (does === 'sign_out') document.querySelector<HTMLFormElement>(SIGN_OUT)?.requestSubmit();
      else {
        onClose();
        // The rail has them on every page. They open a dialog of their own when this one is gone.
        setTimeout(() => document.querySelector<HTMLElement>(TOOL_BUTTON[does])?.click());
      }
      return;
    }
    if ('recent' in row) {
      rememberItem(staffId, row.recent);
      leaveFor(row.recent.href);
      return;
    }
    const { id, label, detail, href, checks } = row.found;
    if (row.remembers) rememberItem(staffId, { id, label, detail, href: href.replace(/#reply$/, '') });
    const [path = '', place] = href.split('#');
    const adds = href.endsWith(ADD_EVIDENCE);
    if (found?.isEvidence === true && path.startsWith('/keys/') && (adds || place === 'reply')) {
      carryText(path.slice('/keys/'.length), answer?.text ?? text);
      showAddEvidence(path, adds);
    }
    leaveFor(href);
    if (checks !== null) void checkNow(checks);
  };

  // Enter may be faster than the answer: then it opens the first thing of it.
  const openFirst = useEffectEvent(() => {
    const row = rows.find(({ blockedReason }) => blockedReason === null);
    if (waitsFor.current === text && row !== undefined) choose(row);
    waitsFor.current = null;
  });
  useEffect(() => {
    if (arrived && answer !== null && answer.text === waitsFor.current) openFirst();
  }, [answer, arrived]);

  const take = (next: string, isPaste: boolean): void => {
    waitsFor.current = null;
    setText(next);
    setPasted(isPaste);
  };

  const arrive = (): void => {
    const since = typedSince();
    if (since === null) return;
    if (since.typed !== text) take(since.typed, since.typed.length > 1);
    if (since.entered) waitsFor.current = since.typed;
    setArrived(true);
  };

  return (
    <CommandPalette
      open={open}
      title={OPENER_WORDS.title}
      placeholder={OPENER_WORDS.placeholder}
      value={pasted ? asLine(text) : text}
      onArrive={arrive}
      onType={(next) => take(next, false)}
      onPaste={(next) => {
        if (!isEmpty || next.trim() === '') return false;
        take(next, true);
        return true;
      }}
      isCurrent={isCurrent || first.length > 0}
      onEnterBefore={() => (waitsFor.current = text)}
      groups={groups}
      onChoose={choose}
      onClose={onClose}
      returnFocusTo={() => (leavesFor.current === null ? returnFocusTo : focusOnArrival(leavesFor.current))}
      note={isCurrent && !isEmpty ? (found?.read ?? null) : null}
      status={empty ?? (isCurrent ? FIND_WORDS.found(rows.length) : FIND_WORDS.searching)}
      empty={empty}
      moreWords={FIND_WORDS.more}
    />
  );
}
