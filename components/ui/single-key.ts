/**
 * The key of a shortcut without modifiers, in lower case: null while somebody types, under a dialog, with a modifier, or
 * where this browser has such shortcuts turned off.
 */
export function singleKey(event: KeyboardEvent): string | null {
  const { key, code, shiftKey, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  if (document.documentElement.dataset['shortcuts'] === 'off') return null;
  if (target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select')))
    return null;
  if (document.querySelector('[role$="dialog"][data-open], dialog[open]') !== null) return null;
  const inLatin = key > '~' ? latinOf(code, shiftKey) : key;
  return shiftKey && inLatin !== '?' ? null : inLatin.toLowerCase();
}

/** On a layout of another script, what the key in the same place is on a Latin one: "g" for "п". */
const latinOf = (code: string, shiftKey: boolean): string =>
  code === 'Slash' ? (shiftKey ? '?' : '/') : code.replace(/^Key/, '');
