/**
 * Splits an identifier into shown and hidden parts; the joined parts are the value again.
 * `arn:aws:kms:eu-west-1:111122223333:key/1a2b…9f0e` shows `key/`, four characters of the id and the last four.
 */
export const shortenIdentifier = (
  value: string,
): { hiddenStart: string; head: string; hiddenMiddle: string; tail: string } => {
  const resourceAt = value.startsWith('arn:') ? value.lastIndexOf(':') + 1 : 0;
  const hiddenStart = value.slice(0, resourceAt && resourceAt - 1);
  const shown = value.slice(hiddenStart.length);
  const idAt = shown.lastIndexOf('/') + 1 || Number(hiddenStart !== '');
  const id = shown.slice(idAt);
  // `mrk-` is the kind of key, so it does not count toward the four characters.
  const headEnd = idAt + (/^[a-z]{1,4}-/.exec(id)?.[0].length ?? 0) + 4;
  const tailStart = Math.max(headEnd, shown.length - 4);
  if (tailStart - headEnd < 4) return { hiddenStart, head: shown, hiddenMiddle: '', tail: '' };
  return {
    hiddenStart,
    head: shown.slice(0, headEnd),
    hiddenMiddle: shown.slice(headEnd, tailStart),
    tail: shown.slice(tailStart),
  };
};
