'use client';

import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { Fragment, useRef, type ReactNode } from 'react';

import { IconButton } from './icon-button.tsx';
import { Icon } from './icon.tsx';

export type PaletteItem = {
  id: string;
  label: string;
  detail: string;
  /** A drawing in front of the label. */
  mark?: ReactNode;
  /** Why it can't be chosen; it stays visible. */
  blockedReason: string | null;
};

export type PaletteGroup<Item extends PaletteItem> = { title: string; items: readonly Item[]; more: boolean };

/**
 * A dialog with one field and a list of what it finds, for the keyboard: the field keeps the focus, arrows move, Enter
 * chooses, Escape closes. Below 768 px it fills the screen.
 */
export function CommandPalette<Item extends PaletteItem>({
  open,
  title,
  placeholder,
  value,
  onArrive,
  onType,
  onPaste,
  isCurrent,
  onEnterBefore,
  groups,
  onChoose,
  onClose,
  returnFocusTo,
  note,
  status,
  empty,
  moreWords,
}: {
  open: boolean;
  title: string;
  placeholder: string;
  value: string;
  /** The field has the focus. */
  onArrive: () => void;
  onType: (text: string) => void;
  /** Takes a pasted text; false leaves it to the browser. */
  onPaste: (text: string) => boolean;
  /** Whether the groups are those of the present text. */
  isCurrent: boolean;
  /** Enter was pressed before that. */
  onEnterBefore: () => void;
  groups: readonly PaletteGroup<Item>[];
  onChoose: (item: Item) => void;
  onClose: () => void;
  returnFocusTo: () => HTMLElement | null;
  /** What was read of a paste. */
  note: string | null;
  /** For screen readers: how much was found, that it is searching, or that it failed. */
  status: string;
  /** What is shown instead of a list; null while nothing is to be said. */
  empty: string | null;
  /** Under a group that has more. */
  moreWords: string;
}) {
  const field = useRef<HTMLInputElement>(null);
  const items = groups.map(({ title: heading, items: own, more }) => ({ value: heading, items: own, more }));
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim screen-only" />
        <Dialog.Popup
          initialFocus={field}
          finalFocus={() => returnFocusTo() ?? document.getElementById('content')}
          className="screen-only fixed z-50 flex flex-col overflow-hidden bg-page max-md:inset-0 md:inset-x-0 md:top-[12vh] md:mx-auto md:max-h-[76vh] md:w-[min(42rem,calc(100vw-2rem))] md:rounded-md md:border md:border-line-strong"
        >
          <Dialog.Title className="sr-only">{title}</Dialog.Title>
          <Autocomplete.Root
            open
            inline
            mode="none"
            items={items}
            value={value}
            autoHighlight="always"
            keepHighlight
            itemToStringValue={(item: Item) => item.label}
            onValueChange={(next, { reason }) => {
              if (reason !== 'item-press') onType(next);
            }}
          >
            <Autocomplete.InputGroup className="flex items-center gap-2 border-b border-line px-3">
              <Icon name="search" className="text-subtle" />
              <Autocomplete.Input
                ref={field}
                // oxlint-disable-next-line jsx-a11y/no-autofocus -- at once: what is typed meanwhile must not be lost
                autoFocus
                onFocus={({ currentTarget }) => {
                  currentTarget.setSelectionRange(value.length, value.length);
                  onArrive();
                }}
                aria-label={title}
                placeholder={placeholder}
                autoComplete="off"
                autoCorrect="off"
                spellCheck={false}
                className="h-12 min-w-0 flex-1 bg-transparent text-base text-default outline-none placeholder:text-subtle max-md:text-[1rem]"
                onPaste={(event) => {
                  if (onPaste(event.clipboardData.getData('text/plain'))) event.preventDefault();
                }}
                onKeyDown={(event) => {
                  // The shortcut that opened it closes it, and the browser's own one doesn't run.
                  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
                    event.preventDefault();
                    onClose();
                  }
                  if (event.key !== 'Enter' || isCurrent || event.nativeEvent.isComposing) return;
                  event.preventBaseUIHandler();
                  event.preventDefault();
                  onEnterBefore();
                }}
              />
              <IconButton icon="close" label="Close" onClick={onClose} className="-mr-1 text-subtle" />
            </Autocomplete.InputGroup>
            {note !== null && (
              <p className="border-b border-line bg-sunken px-4 py-2 text-table wrap-anywhere">{note}</p>
            )}
            <Autocomplete.Status className="sr-only">{status}</Autocomplete.Status>
            <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
              {empty !== null && <p className="max-w-prose px-4 py-4 text-subtle wrap-anywhere">{empty}</p>}
              <Autocomplete.List className="scroll-py-8 pb-2 empty:pb-0">
                {(group: (typeof items)[number]) => (
                  <Autocomplete.Group key={group.value} items={group.items} className="pt-1">
                    <Autocomplete.GroupLabel className="px-4 pt-2 pb-1 text-small font-medium text-subtle">
                      {group.value}
                      {group.more && <span className="font-normal"> · {moreWords}</span>}
                    </Autocomplete.GroupLabel>
                    <Autocomplete.Collection>
                      {(item: Item) => <PaletteRow key={item.id} item={item} onChoose={onChoose} />}
                    </Autocomplete.Collection>
                  </Autocomplete.Group>
                )}
              </Autocomplete.List>
            </div>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Its parts break only where one alone is too long, so that a region or a key ID stays whole. */
const unbrokenParts = (detail: string): ReactNode =>
  detail.split(' · ').map((part, index) => (
    <Fragment key={part}>
      {index > 0 && ' · '}
      <span className="inline-block max-w-full">{part}</span>
    </Fragment>
  ));

function PaletteRow<Item extends PaletteItem>({ item, onChoose }: { item: Item; onChoose: (item: Item) => void }) {
  const { label, detail, mark, blockedReason } = item;
  return (
    <Autocomplete.Item
      value={item}
      disabled={blockedReason !== null}
      onClick={() => blockedReason === null && onChoose(item)}
      className="mx-2 flex min-h-9 cursor-default flex-wrap items-baseline gap-x-2 rounded-md px-2 py-1.5 select-none data-disabled:text-muted-text data-highlighted:bg-accent-surface max-md:min-h-11"
    >
      {mark}
      <span className="font-medium wrap-anywhere">{label}</span>
      <span className="min-w-0 text-table text-subtle wrap-anywhere">{blockedReason ?? unbrokenParts(detail)}</span>
    </Autocomplete.Item>
  );
}
