/** The control of a page that opens "Find anything", if an event happened in one. */
export const findControlOf = ({ target }: Event): HTMLElement | null =>
  target instanceof Element ? target.closest('[data-find]') : null;

/**
 * Whether an event opens "Find anything": Ctrl+K and ⌘K, by the letter or its place on the keyboard, and clicking, pasting or
 * typing into a control with `data-find`, also without keys: by voice, or by an input method. Every page loads this.
 */
export const opensFind = (event: Event): boolean => {
  const { key, code, ctrlKey, metaKey, altKey } = event as KeyboardEvent;
  return event.type !== 'keydown'
    ? findControlOf(event) !== null
    : ctrlKey || metaKey
      ? (key === 'k' || code === 'KeyK') && !altKey
      : key.length === 1 && findControlOf(event) instanceof HTMLInputElement;
};

/** An event, and the text that it brought, which can be read only while it happens. */
export type Heard = { event: Event; pasted: string | undefined };

/** Passes on every event that may open it, before anything else hears it. @returns a function that stops this */
export function listenForFind(hear: (heard: Heard) => void): () => void {
  const ended = new AbortController();
  for (const name of ['keydown', 'click', 'paste', 'input', 'compositionend'])
    document.addEventListener(
      name,
      (event) => {
        let pasted = (event as ClipboardEvent).clipboardData?.getData('text');
        if (name === 'input' || name === 'compositionend') {
          const field = findControlOf(event);
          // Half a word of an input method isn't text yet.
          if (!(field instanceof HTMLInputElement) || (event as InputEvent).isComposing || field.value === '') return;
          pasted = field.value;
          field.value = '';
        }
        hear({ event, pasted });
      },
      { capture: true, signal: ended.signal },
    );
  return () => ended.abort();
}
