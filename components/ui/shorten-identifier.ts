/**
 * Cuts an identifier into what is shown and what is hidden; the parts joined are the value again.
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
  // `mrk-` says what kind of key it is, so it does not count towards the four.
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
