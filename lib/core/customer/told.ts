/** How a person told the customer something. Keydesk itself sends nothing (H18). */
export const TOLD_CHANNELS = ['ticket', 'email', 'phone', 'chat', 'meeting'] as const;
export type ToldChannel = (typeof TOLD_CHANNELS)[number];

/** How somebody was told, as a choice. */
export const CHANNEL_WORD: Readonly<Record<ToldChannel, string>> = {
  ticket: 'in the ticket',
  email: 'by e-mail',
  phone: 'by phone',
  chat: 'by chat',
  meeting: 'in a meeting',
};

/** How somebody is usually told: in the ticket where there is one. */
export const usualChannel = (hasTicket: boolean): ToldChannel => (hasTicket ? 'ticket' : 'email');
