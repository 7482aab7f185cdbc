/** Set by the proxy on every request it lets pass, over whatever the caller sent. */
export const REQUEST_ID_HEADER = 'x-keydesk-request';
export const PATH_HEADER = 'x-keydesk-path';
