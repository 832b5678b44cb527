/** One page of any list of the API. */
export type Page<Item> = { items: Item[]; nextCursor: string | null };

/**
 * Every item of a list, page after page; the next page is asked for when its first item is.
 * @param read reads the page behind a cursor, the first one without; give it the same filters each time.
 * @example for await (const user of itemsOf((cursor) => dataOf(client.GET('/v1/subscribers', { params: { query: { limit: 500, cursor } } })))) …
 */
export async function* itemsOf<Item>(read: (cursor: string | undefined) => Promise<Page<Item>>): AsyncGenerator<Item, void, undefined> {
  let cursor: string | undefined;
  do {
    const page: Page<Item> = await read(cursor);
    yield* page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
