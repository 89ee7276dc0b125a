/** The browser's own fetch behind the Fetch port. */
import { NetworkError, type Fetch } from '../base/http.ts';

export const browserFetch: Fetch = async (request) => {
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      signal: AbortSignal.timeout(request.deadlineMs),
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const headers = Object.fromEntries(response.headers);
    return { status: response.status, headers, body: await response.text() };
  } catch (error) {
    const isLate = error instanceof DOMException && error.name === 'TimeoutError';
    throw new NetworkError(isLate ? 'timeout' : 'broken', 'no answer came', error);
  }
};
