import { gzipSync } from 'node:zlib';
import { read } from './contest.ts';

/** What a page's HTML weighs. All sizes in bytes. */
export type PageWeight = {
  html: number;
  gzipped: number;
  /** Elements of the markup, without scripts and what they hold. */
  elements: number;
  /** Class attributes of the markup. */
  classes: number;
  /** Inline scripts: mostly the data that the page's components start from. */
  inline: number;
};

/** Counts a page's HTML. */
export function weigh(html: string): PageWeight {
  let inline = 0;
  const markup = html.replaceAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g, (_, script: string) => {
    inline += Buffer.byteLength(script);
    return '';
  });
  let classes = 0;
  for (const [attribute] of markup.matchAll(/ class="[^"]*"/g)) classes += Buffer.byteLength(attribute);
  return {
    html: Buffer.byteLength(html),
    gzipped: gzipSync(html).length,
    elements: [...markup.matchAll(/<[a-z]/g)].length,
    classes,
    inline,
  };
}

/** The size of the scripts that a page's HTML loads at first, gzipped, without those that modern browsers skip. */
export async function scriptBytes(address: string, cookie: string | null): Promise<number> {
  const html = await read(address, cookie);
  const sources = new Set<string>();
  for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) {
    const source = /\bsrc="([^"]+)"/.exec(tag)?.[1];
    if (source !== undefined && !/\bnomodule\b/i.test(tag)) sources.add(source);
  }
  let bytes = 0;
  for (const source of sources) {
    const script = await fetch(new URL(source, address));
    bytes += gzipSync(Buffer.from(await script.arrayBuffer()), { level: 9 }).length;
  }
  return bytes;
}
