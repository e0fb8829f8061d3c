/**
 * Cuts a stream of text chunks into lines, without their line ends. `push` gives the lines that a chunk completes,
 * `flush` what is left at the end. A carriage return before the line feed is dropped.
 */
export class LineSplitter {
  private rest = '';

  push(chunk: string): string[] {
    const parts = (this.rest + chunk).split('\n');
    this.rest = parts.pop() as string;
    return parts.map(withoutCarriageReturn);
  }

  flush(): string[] {
    const rest = this.rest;
    this.rest = '';
    return rest === '' ? [] : [withoutCarriageReturn(rest)];
  }
}

/** The lines of a byte stream, safe for UTF-8 sequences that a chunk boundary cuts. */
export async function* lines(stream: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const splitter = new LineSplitter();
  for await (const chunk of stream) {
    yield* splitter.push(typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }));
  }
  yield* splitter.push(decoder.decode());
  yield* splitter.flush();
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
