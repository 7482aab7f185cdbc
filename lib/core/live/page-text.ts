declare const OF: unique symbol;

/**
 * The data of an open page as the JSON text that its route answers with, so that the first reading and every later one go
 * one way. As an object, React would write it and read it value by value, with every page.
 */
export type PageText<Page> = string & { readonly [OF]: Page };

export const pageText = <Page>(page: Page): PageText<Page> => JSON.stringify(page) as PageText<Page>;

/** Reads a page whose instants stay text. */
export const readPageText = <Page>(text: PageText<Page>): Page => JSON.parse(text) as Page;
