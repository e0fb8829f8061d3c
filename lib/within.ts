/** What a promise is fulfilled with, or undefined where that takes longer than so many milliseconds; it goes on all the same. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  return Promise.race([promise, timeUp]).finally(() => clearTimeout(timer));
}
