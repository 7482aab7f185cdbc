import { createContext, useContext } from 'react';

/** What a button on a key's page needs to know about the page around it. */
type KeyActions = {
  customerKeyId: string;
  /** Why the key may not be checked now, whoever asks; null where only the role decides. */
  keyBlocks: string | null;
  /** Why its permissions may not be tested with real calls, beside that. */
  testBlocks: string | null;
  /** The label of the button pressed last. Only its outcome is shown, so that nobody takes an older outcome for the last one. */
  lastPressed: string | null;
  pressed: (label: string) => void;
};

/** Given by the key's page to the buttons that the route places in it. */
export const KeyActionsContext = createContext<KeyActions | null>(null);

/** @throws where a button stands outside a key's page */
export function useKeyActions(): KeyActions {
  const actions = useContext(KeyActionsContext);
  if (actions === null) throw new Error('This button belongs on the page of a key.');
  return actions;
}
