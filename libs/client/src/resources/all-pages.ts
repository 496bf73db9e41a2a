interface Page<Item> {
  readonly data: readonly Item[];
  readonly next_cursor: string | null;
}

/** What is on all pages, each page asked for when the one before has been read. */
export async function* allPages<Item>(
  pageAt: (cursor: string | undefined) => Promise<Page<Item>>,
  first: string | undefined,
): AsyncGenerator<Item, void, undefined> {
  let cursor = first;
  do {
    const page = await pageAt(cursor);
    yield* page.data;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}
