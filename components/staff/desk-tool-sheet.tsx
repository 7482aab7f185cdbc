'use client';

import { useEffect, useState, type ReactNode, type RefObject } from 'react';
import { attempt } from '#components/ui/attempt.ts';
import { DialogPopup } from '#components/ui/dialog-popup.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { Kbd } from '#components/ui/kbd.tsx';
import { DENSITIES, readAppearance, THEMES, type Appearance } from '#lib/core/staff/appearance.ts';
import { DENSITY_WORDS, PREFERENCE_WORDS, SHORTCUT_WORDS, THEME_WORDS } from '#lib/core/staff/desk-tool-words.ts';
import { DESK_TOOL_WORDS, GO_TO, type DeskTool } from '#lib/core/staff/desk-tools.ts';
import type { PreferenceActions } from './preference-actions.ts';

/** The dialogs of DeskTools, in their own file because most visits open neither. */
export function DeskToolSheet({
  open,
  onClose,
  returnFocusTo,
  actions,
}: {
  open: DeskTool | null;
  onClose: () => void;
  returnFocusTo: RefObject<HTMLElement | null>;
  actions: PreferenceActions;
}) {
  const dialog = { onClose, returnFocusTo, mustAnswer: false, description: undefined };
  return (
    <>
      <DialogPopup {...dialog} open={open === 'shortcuts'} title={PREFERENCE_WORDS.shortcutsTitle}>
        {open === 'shortcuts' && <Shortcuts save={actions.setShortcuts} />}
      </DialogPopup>
      <DialogPopup {...dialog} open={open === 'appearance'} title={DESK_TOOL_WORDS.appearance}>
        {open === 'appearance' && <AppearanceChoice save={actions.setAppearance} />}
      </DialogPopup>
    </>
  );
}

type Hint = { keys: readonly string[]; words: string };

/** What works on the page under the dialog, read from the page itself. */
function shortcutsHere(): { title: string; hints: Hint[] }[] {
  const modifier = /Mac|iP/.test(navigator.userAgent) ? '⌘' : 'Ctrl';
  const table = document.querySelector<HTMLElement>('table[data-copies]');
  const links = [...document.querySelectorAll<HTMLElement>('[data-key]')];
  return [
    {
      title: SHORTCUT_WORDS.everywhere,
      hints: [
        { keys: [modifier, 'K'], words: SHORTCUT_WORDS.find },
        ...Object.entries(GO_TO).map(([key, { label }]) => ({ keys: ['g', key], words: SHORTCUT_WORDS.goTo(label) })),
        { keys: ['?'], words: SHORTCUT_WORDS.sheet },
        { keys: ['Esc'], words: SHORTCUT_WORDS.close },
      ],
    },
    {
      title: SHORTCUT_WORDS.list,
      hints: [
        ...(document.querySelector('main [type="search"]') === null
          ? []
          : [{ keys: ['/'], words: SHORTCUT_WORDS.search }]),
        ...(table === null
          ? []
          : [
              { keys: ['j'], words: SHORTCUT_WORDS.next },
              { keys: ['k'], words: SHORTCUT_WORDS.previous },
              { keys: ['Enter'], words: SHORTCUT_WORDS.open },
              { keys: ['c'], words: SHORTCUT_WORDS.copy(table.dataset['copies'] ?? '') },
            ]),
      ],
    },
    {
      title: SHORTCUT_WORDS.sections,
      hints: links.map((link) => ({ keys: [link.dataset['key'] ?? ''], words: link.textContent.trim() })),
    },
  ].filter(({ hints }) => hints.length > 0);
}

function Shortcuts({ save }: { save: PreferenceActions['setShortcuts'] }) {
  const [groups] = useState(shortcutsHere);
  const html = document.documentElement;
  const [on, setOn] = useState(html.dataset['shortcuts'] !== 'off');
  const [failed, setFailed] = useState(false);
  const choose = async (wanted: 'on' | 'off'): Promise<void> => {
    const apply = (value: 'on' | 'off'): void => {
      html.dataset['shortcuts'] = value;
      setOn(value === 'on');
    };
    apply(wanted);
    const saved = await saveFields(save, { shortcuts: wanted });
    if (!saved) apply(wanted === 'on' ? 'off' : 'on');
    setFailed(!saved);
  };
  return (
    <>
      {groups.map(({ title, hints }) => (
        <section key={title} aria-label={title}>
          <h3 className="mb-1 text-table font-medium text-subtle">{title}</h3>
          <dl className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-y-1">
            {hints.map(({ keys, words }) => (
              <div key={words} className="contents">
                <dt className="flex gap-1">
                  {keys.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </dt>
                <dd>{words}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <label className="flex min-h-6 items-center gap-2">
        <input
          type="checkbox"
          checked={on}
          onChange={({ currentTarget }) => void choose(currentTarget.checked ? 'on' : 'off')}
        />
        {PREFERENCE_WORDS.shortcutsOn}
      </label>
      <p className="text-table text-subtle">{PREFERENCE_WORDS.saved}</p>
      {failed && <NotSaved />}
    </>
  );
}

function AppearanceChoice({ save }: { save: PreferenceActions['setAppearance'] }) {
  const [chosen, setChosen] = useState<Appearance>(appearanceNow);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    document.documentElement.dataset['theme'] = chosen.theme;
    document.documentElement.dataset['density'] = chosen.density;
  }, [chosen]);
  const choose = async (changed: Partial<Appearance>): Promise<void> => {
    const wanted = { ...chosen, ...changed };
    setChosen(wanted);
    const saved = await saveFields(save, wanted);
    if (!saved) setChosen(chosen);
    setFailed(!saved);
  };
  return (
    <>
      <Choice
        legend={PREFERENCE_WORDS.theme}
        name="theme"
        options={THEMES.map((theme) => [theme, THEME_WORDS[theme]] as const)}
        value={chosen.theme}
        onChoose={(theme) => void choose({ theme })}
      />
      <Choice
        legend={PREFERENCE_WORDS.density}
        name="density"
        options={DENSITIES.map((density) => [density, DENSITY_WORDS[density]] as const)}
        value={chosen.density}
        onChoose={(density) => void choose({ density })}
      />
      <p className="text-table text-subtle">{PREFERENCE_WORDS.saved}</p>
      {failed && <NotSaved />}
    </>
  );
}

/** What the page looks like now, as its first byte said or a choice since then. */
function appearanceNow(): Appearance {
  const { theme, density } = document.documentElement.dataset;
  return readAppearance(`${theme}.${density}`);
}

function Choice<Value extends string>({
  legend,
  name,
  options,
  value,
  onChoose,
}: {
  legend: string;
  name: string;
  options: readonly (readonly [value: Value, words: string])[];
  value: Value;
  onChoose: (value: Value) => void;
}): ReactNode {
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{legend}</legend>
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {options.map(([option, words]) => (
          <label key={option} className="flex min-h-6 items-center gap-2">
            <input type="radio" name={name} checked={option === value} onChange={() => onChoose(option)} />
            {words}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

const NotSaved = () => (
  <p role="alert" className="text-table text-danger-text">
    {PREFERENCE_WORDS.notSaved}
  </p>
);

/** @returns whether the server kept these values */
async function saveFields<Done>(
  save: FormAction<Done, string>,
  fields: Readonly<Record<string, string>>,
): Promise<boolean> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return (await attempt(() => save({ status: 'idle' }, form))).status === 'done';
}
