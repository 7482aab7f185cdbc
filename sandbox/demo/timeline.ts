/** Something that happens at an instant. The moments of one story happen one after another. */
export type Moment = {
  story: string;
  at: Date;
  /** Whether nothing else happens meanwhile: it is about all stories, or AWS must be at that very instant. */
  alone?: true;
  act: (at: Date) => Promise<void>;
};

/**
 * Plays moments by their time, those of several stories at once.
 * @param atOnce how many at most
 * @param onReach called before each moment
 * @throws Error that names the story and the instant of the first moment that failed
 */
export function playInOrder(
  moments: readonly Moment[],
  atOnce: number,
  onReach: (at: Date) => void = () => undefined,
): Promise<void> {
  const waiting = moments.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const playing = new Map<string, Moment>();
  const nextOf = (): number => {
    if ([...playing.values()].some(({ alone }) => alone)) return -1;
    const index = waiting.findIndex(({ story, alone }) => alone === true || !playing.has(story));
    return waiting[index]?.alone === true && (index > 0 || playing.size > 0) ? -1 : index;
  };
  return new Promise((resolve, reject) => {
    const playNext = (): void => {
      if (waiting.length === 0 && playing.size === 0) resolve();
      while (playing.size < atOnce) {
        const index = nextOf();
        const [moment] = index < 0 ? [] : waiting.splice(index, 1);
        if (moment === undefined) return;
        playing.set(moment.story, moment);
        onReach(moment.at);
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
