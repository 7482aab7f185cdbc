import { DEMO_STAFF, type DemoStaff } from './staff.ts';

const STYLE = `
:root { color-scheme: light dark; font: 14px/1.45 ui-sans-serif, system-ui, sans-serif; }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; background: light-dark(#f4f3ef, #1c1b19); color: light-dark(#2a2824, #ebe8e1); }
main { box-sizing: border-box; width: min(31rem, 100vw); padding: 2rem 1rem; }
h1 { margin: 0; font-size: 1.25rem; letter-spacing: -0.01em; }
p { margin: .35rem 0 1.25rem; color: light-dark(#69645a, #aaa497); }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; }
button { width: 100%; display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; padding: .65rem .85rem; font: inherit; text-align: left; color: inherit;
  background: light-dark(#fff, #272521); border: 1px solid light-dark(#d8d4ca, #423e37); border-radius: 6px; cursor: pointer; }
button:hover { border-color: light-dark(#8a8375, #8f887a); }
button:focus-visible { outline: 2px solid light-dark(#2b5bb8, #8fb4ff); outline-offset: 2px; }
strong { font-weight: 600; white-space: nowrap; }
span { color: light-dark(#69645a, #aaa497); text-align: right; }
`;

/** The login page: a demo only needs to know who signs in, without a password. */
export function loginPage(action: string): string {
  const choices = DEMO_STAFF.map(
    (member) =>
      `<li><button name="staff" value="${escapeHtml(member.subject)}"><strong>${escapeHtml(member.name)}</strong><span>${escapeHtml(member.about)}</span></button></li>`,
  );
  return page(
    'Who are you?',
    `<h1>Who are you?</h1>
<p>This is the demo's identity provider. Choose a person; you don't need a password.</p>
<form method="post" action="${escapeHtml(action)}"><ul>${choices.join('\n')}</ul></form>`,
  );
}

/** The page for a request that failed. */
export const problemPage = (message: string): string =>
  page('Sign-in failed', `<h1>Sign-in failed</h1><p>${escapeHtml(message)}</p>`);

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Demo identity provider</title>
<style>${STYLE}</style>
</head>
<body><main>${body}</main></body>
</html>`;

/** The staff member chosen in a posted form. */
export const chosenStaff = (form: string): DemoStaff | undefined => {
  const subject = new URLSearchParams(form).get('staff');
  return DEMO_STAFF.find((member) => member.subject === subject);
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
