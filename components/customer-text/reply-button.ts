/** The button of a key's page that copies the reply; null on another page. */
export const replyButton = (): HTMLElement | null => document.querySelector<HTMLElement>('#reply form button');
