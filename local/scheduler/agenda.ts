/** Something that is to be looked at at a time. */
export interface Entry {
  key: string;
  at: number;
}

/**
 * What is to be looked at when, the earliest first: a heap, so that ten thousand entries cost as little as ten. Entries are never taken
 * out before their time: whoever takes one asks whether it still holds.
 */
export class Agenda {
  private readonly heap: Entry[] = [];

  add(entry: Entry): void {
    this.heap.push(entry);
    this.rise(this.heap.length - 1);
  }

  earliest(): Entry | undefined {
    return this.heap[0];
  }

  /** Takes the earliest one out. */
  take(): Entry | undefined {
    const [first] = this.heap;
    const last = this.heap.pop();
    if (last && this.heap.length > 0) {
      this.heap[0] = last;
      this.sink(0);
    }
    return first;
  }

  // Private

  private rise(index: number): void {
    const parent = (index - 1) >> 1;
    if (index === 0 || this.at(parent) <= this.at(index)) return;
    this.swap(index, parent);
    this.rise(parent);
  }

  private sink(index: number): void {
    const [left, right] = [2 * index + 1, 2 * index + 2];
    const least = this.at(right) < this.at(left) ? right : left;
    if (this.at(least) >= this.at(index)) return;
    this.swap(index, least);
    this.sink(least);
  }

  private at(index: number): number {
    return this.heap[index]?.at ?? Infinity;
  }

  private swap(one: number, other: number): void {
    [this.heap[one], this.heap[other]] = [this.heap[other] as Entry, this.heap[one] as Entry];
  }
}
