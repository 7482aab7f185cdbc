import { replyButton } from '#components/customer-text/reply-button.ts';
import { ADD_EVIDENCE } from '#lib/core/find/found.ts';
import { NO_ANSWER_MS } from '#components/ui/no-answer.ts';

/** The part of a key's page that takes evidence; `components/evidence/evidence-list.tsx` has it. */
const ADD_EVIDENCE_ID = ADD_EVIDENCE.slice(1);

/**
 * Opens the form for evidence once the page of that path is shown: the text that was carried there stands in it.
 * @param goes whether the focus goes to that text
 */
export function showAddEvidence(path: string, goes: boolean): void {
  const open = (): boolean => {
    const part = location.pathname === path ? document.getElementById(ADD_EVIDENCE_ID) : null;
    if (part instanceof HTMLDetailsElement) part.open = true;
    if (part === null || !goes) return part !== null;
    // The form is fetched when its part is opened, and an open dialog keeps the focus.
    const field = part.querySelector('textarea');
    if (field === null || document.querySelector('[role="dialog"][data-open]') !== null) return false;
    field.focus();
    field.scrollIntoView({ block: 'center' });
    return true;
  };
  const pages = new MutationObserver(() => {
    if (open()) pages.disconnect();
  });
  pages.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => pages.disconnect(), NO_ANSWER_MS);
  // The page may be open already.
  queueMicrotask(() => void (open() && pages.disconnect()));
}

/** What the focus goes to where the page is open already: the button that copies its reply. A page that opens sees to it itself. */
export const focusOnArrival = (href: string): HTMLElement | null =>
  href === `${location.pathname}#reply` ? replyButton() : null;
