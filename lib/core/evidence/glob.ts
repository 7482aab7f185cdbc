/**
 * Whether a text matches a pattern with IAM's wildcards: `*` is any run of characters, `?` any one character. It is
 * case-sensitive. It never backtracks past the last `*`, because the pattern comes from a customer.
 */
export function fitsPattern(text: string, pattern: string): boolean {
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
  return /^\**$/.test(pattern.slice(inPattern));
}
