/** How many exports may run at once in this process. */
export type ExportSlots = {
  /** Takes a slot: a function that gives it back, or null when all are taken. */
  take: () => (() => void) | null;
};

export function createExportSlots(atOnce: number): ExportSlots {
  let taken = 0;
  return {
    take: () => {
      if (taken >= atOnce) return null;
      taken += 1;
      let held = true;
      return () => {
        if (held) taken -= 1;
        held = false;
      };
    },
  };
}
