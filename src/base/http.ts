/**
 * The network as an argument. A Fetch answers with the whole body as text or fails with a
 * NetworkError; it never throws anything else. The real one is in base/system.ts; the emulator and
 * the simulation provide their own, without sockets.
 */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** After this many milliseconds the call is given up as a `timeout`. */
  readonly deadlineMs: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Fetch = (request: HttpRequest) => Promise<HttpResponse>;

export class NetworkError extends Error {
  override name = 'NetworkError';
  /** `refused`: no connection was made, so nothing was sent. The others: it may have been received. */
  readonly kind: 'refused' | 'timeout' | 'broken';

  constructor(kind: NetworkError['kind'], message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}
