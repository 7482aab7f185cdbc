/**
 * Sends the browser to another origin after a form was submitted. `form-action` would block a redirect to the provider
 * and every redirect after it. A page that refreshes to the address starts a new navigation instead.
 * @param location an absolute http(s) URL
 */
export function navigation(location: string, setCookies: readonly string[]): Response {
  const { host } = new URL(location);
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="0;url=${escapeHtml(location)}">
<title>Signing in · Keydesk</title>
</head>
<body>
<p>Going to ${escapeHtml(host)} to sign in. <a href="${escapeHtml(location)}">Continue</a></p>
</body>
</html>
`;
  const response = new Response(html, {
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  });
  for (const cookie of setCookies) response.headers.append('set-cookie', cookie);
  return response;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
