import type { LogForm, LogLine, LogPage } from './logs.ts';

/** Lines that were found together, and their text in every form that anybody wanted of them. */
export class TextPage implements LogPage {
  readonly lines: readonly LogLine[];
  readonly cursor: number;
  private readonly texts = new Map<string, Buffer>();

  constructor(lines: readonly LogLine[], cursor: number) {
    this.lines = lines;
    this.cursor = cursor;
  }

  text(form: LogForm): Buffer {
    let text = this.texts.get(form.name);
    if (!text) {
      text = Buffer.from(this.lines.map(form.write).join(''));
      this.texts.set(form.name, text);
    }
    return text;
  }
}
