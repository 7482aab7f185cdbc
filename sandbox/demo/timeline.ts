/** Something that happens at an instant. The moments of one story happen one after another. */
export type Moment = { story: string; at: Date; act: (at: Date) => Promise<void> };

/**
 * Plays moments by their time, those of several stories at once.
 * @param atOnce how many at most
 * @throws Error that names the story and the instant of the first moment that failed
 */
export function playInOrder(moments: readonly Moment[], atOnce: number): Promise<void> {
  const waiting = moments.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const playing = new Set<string>();
  return new Promise((resolve, reject) => {
    const playNext = (): void => {
      if (waiting.length === 0 && playing.size === 0) resolve();
      while (playing.size < atOnce) {
        const index = waiting.findIndex(({ story }) => !playing.has(story));
        const [moment] = index < 0 ? [] : waiting.splice(index, 1);
        if (moment === undefined) return;
        playing.add(moment.story);
        moment.act(moment.at).then(
          () => {
            playing.delete(moment.story);
            playNext();
          },
          (error: unknown) => reject(new Error(`${moment.story}, ${moment.at.toISOString()}`, { cause: error })),
        );
      }
    };
    playNext();
  });
}
