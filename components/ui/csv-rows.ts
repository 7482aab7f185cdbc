const [QUOTE, LINE_FEED] = [0x22, 0x0a];

/** Counts the rows of a CSV text as it arrives, its header left out. A line break within quotes ends no row. */
export function countCsvRows(): (part: Uint8Array) => number {
  let [quoted, lines] = [false, 0];
  return (part) => {
    for (const byte of part)
      if (byte === QUOTE) quoted = !quoted;
      else if (byte === LINE_FEED && !quoted) lines += 1;
    return Math.max(0, lines - 1);
  };
}
