/** The same items, each asked for while the one before it is worked on: the database reads while we write. */
export async function* readAhead<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item, void> {
  const iterator = items[Symbol.asyncIterator]();
  let next = quiet(iterator.next());
  try {
    for (let result = await next; result.done !== true; result = await next) {
      next = quiet(iterator.next());
      yield result.value;
    }
  } finally {
    // Whoever stops early does not wait for the item that nobody wants any more.
    await iterator.return?.();
  }
}

/** Its failure is told when it is awaited; until then nobody listens. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
