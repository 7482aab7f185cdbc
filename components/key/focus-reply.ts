/** Puts the focus on the button that copies the reply, for those who come by a link or key that leads to it. */
export const focusReply = (): void => document.querySelector<HTMLElement>('#reply form button')?.focus();

/** The same after the browser has followed the link to the reply, which takes the focus away. */
export const focusReplyAfter = (section: string): void => void (section === 'reply' && setTimeout(focusReply));
