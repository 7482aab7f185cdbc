/** Next calls this when it begins to go to another page. `components/staff/no-answer-notice.tsx` says where none comes. */
export const onRouterTransitionStart = (address: string): void => {
  document.dispatchEvent(new CustomEvent('keydesk:leaving', { detail: address }));
};
