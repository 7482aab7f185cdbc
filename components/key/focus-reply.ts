/** Puts the focus on the button that copies the reply, for those who come by a link or key that leads to it. */
export const focusReply = (): void => document.querySelector<HTMLElement>('#reply form button')?.focus();
