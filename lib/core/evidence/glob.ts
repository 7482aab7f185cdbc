/**
 * Whether a text matches a pattern with IAM's wildcards: `*` is any run of characters, `?` any one character. It is
 * case-sensitive. It never backtracks past the last `*`, because the pattern comes from a customer.
 */
export function fitsPattern(text: string, pattern: string): boolean {
  const last = pattern.at(-1);
  if (last !== '*' && last !== '?' && last !== text.at(-1)) return false;
  let [at, inPattern] = [0, 0];
  let [star, resumeAt] = [-1, 0];
  while (at < text.length) {
    if (pattern[inPattern] === '*') {
      star = inPattern;
      resumeAt = at;
      inPattern += 1;
    } else if (pattern[inPattern] === '?' || pattern[inPattern] === text[at]) {
      at += 1;
      inPattern += 1;
    } else if (star >= 0) {
      resumeAt += 1;
      at = resumeAt;
      inPattern = star + 1;
    } else return false;
  }
  while (pattern[inPattern] === '*') inPattern += 1;
  return inPattern >= pattern.length;
}

/** Whether a pattern matches some text that begins with these characters. */
export function couldFit(prefix: string, pattern: string): boolean {
  for (let at = 0; at < prefix.length; at += 1) {
    if (pattern[at] === '*') return true;
    if (pattern[at] !== '?' && pattern[at] !== prefix[at]) return false;
  }
  return true;
}
