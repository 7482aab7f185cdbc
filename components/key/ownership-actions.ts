import type { FormAction } from '#components/ui/form.tsx';

/** A form's action, and why this person's role may not use it; null where it may. */
export type PageAction<T, Problem extends string> = { action: FormAction<T, Problem>; roleBlocks: string | null };

type OnKey = PageAction<{ customerKeyId: string }, string>;

/** What people do about the ownership of a key, on its page. */
export type OwnershipActions = {
  ask: PageAction<{ words: string }, string>;
  ciphertext: OnKey;
  except: OnKey;
  withdraw: OnKey;
};
