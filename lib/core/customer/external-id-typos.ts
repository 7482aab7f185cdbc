import { EXTERNAL_ID_FORM } from './customer-facts.ts';

const CHARACTERS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-');

/** Characters of external ids that look alike; with the other case of each letter. */
const ALIKE: readonly string[] = ['0O', '1lI'];
/** An id has at most so many variants of look-alikes: more of them in one id are no accident. */
const MOST_ALIKE = 32;

function alikeOf(id: string): string[] {
  let variants = [''];
  for (const character of id) {
    const group = ALIKE.find((alike) => alike.includes(character)) ?? character;
    const choices = variants.length * group.length > MOST_ALIKE ? [character] : Array.from(group);
    variants = variants.flatMap((start) => choices.map((choice) => start + choice));
  }
  return variants;
}

function oneErrorAwayFrom(id: string): string[] {
  const near: string[] = [];
  for (let at = 0; at <= id.length; at += 1) {
    const [before, after] = [id.slice(0, at), id.slice(at)];
    for (const character of CHARACTERS) {
      near.push(before + character + after);
      if (after !== '') near.push(before + character + after.slice(1));
    }
    if (after !== '') near.push(before + after.slice(1));
  }
  return near;
}

/**
 * The external ids that a person may take for this one: the same in another case, with look-alike characters, or with one
 * typing error. There are a few thousand, so that an index finds them without reading other ids.
 */
export function confusableExternalIds(id: string): string[] {
  const written = [id, id.toLowerCase(), id.toUpperCase()];
  const all = new Set([...written.flatMap(alikeOf), ...written.flatMap(oneErrorAwayFrom)]);
  return [...all].filter((near) => EXTERNAL_ID_FORM.test(near));
}

/** The external ids that look the same as this one: in another case, or with look-alike characters. A hundred at most. */
export function lookAlikeExternalIds(id: string): string[] {
  const all = new Set([id, id.toLowerCase(), id.toUpperCase()].flatMap((written) => [written, ...alikeOf(written)]));
  return [...all].filter((near) => EXTERNAL_ID_FORM.test(near));
}
