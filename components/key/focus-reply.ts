import { replyButton } from '#components/customer-text/reply-button.ts';

/** Puts the focus on the button that copies the reply, for those who come by a link or key that leads to it. */
const focusReply = (): void => replyButton()?.focus();

/** The same after the browser has followed the link to the reply, which takes the focus away. */
export const focusReplyAfter = (section: string): void => void (section === 'reply' && setTimeout(focusReply));

/**
 * The same for a page that is opened by such a link. While it still loads, the browser follows the link later, and again.
 * @returns a function that stops it
 */
export function focusReplyOnArrival(): () => void {
  if (location.hash !== '#reply') return () => undefined;
  focusReply();
  const again = (): void =>
    void requestAnimationFrame(() => void (document.activeElement === document.body && focusReply()));
  if (document.readyState === 'complete') again();
  else addEventListener('load', again, { once: true });
  return () => removeEventListener('load', again);
}
