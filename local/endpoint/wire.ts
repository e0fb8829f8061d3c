/** A request as it came over HTTP, whichever version of it; header names in small letters. */
export interface WireRequest {
  method: string;
  path: string;
  /** The part after the question mark, undecoded. */
  query: string;
  headers: Record<string, string>;
  body: Buffer;
}

export interface WireResponse {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}
